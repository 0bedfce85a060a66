/** What the server counts and measures, in the words of Prometheus. */
@NullMarked
package io.skyjobs.app.server.metrics;

import org.jspecify.annotations.NullMarked;
