/** Files that users upload: contents by their hash, trees of them, and trees laid out for nodes. */
@NullMarked
package io.skyjobs.app.server.files;

import org.jspecify.annotations.NullMarked;
