/** What a job brings from this machine: which files, what they hold, and what is left out. */
@NullMarked
package io.skyjobs.app.cli.files;

import org.jspecify.annotations.NullMarked;
