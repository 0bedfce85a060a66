/** The server: routes, live updates, and the only place that builds the object graph. */
@NullMarked
package io.skyjobs.app.server;

import org.jspecify.annotations.NullMarked;
