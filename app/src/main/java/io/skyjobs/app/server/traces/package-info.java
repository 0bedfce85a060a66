/** Traces of launches, in the words of OpenTelemetry; nothing of it lives unless configured. */
@NullMarked
package io.skyjobs.app.server.traces;

import org.jspecify.annotations.NullMarked;
