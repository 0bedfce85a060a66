/**
 * The command line: one class for each command, which sees the API of the server and never the
 * core.
 */
@NullMarked
package io.skyjobs.app.cli;

import org.jspecify.annotations.NullMarked;
