@NullMarked
package io.skyjobs.app.server.access;

import org.jspecify.annotations.NullMarked;
