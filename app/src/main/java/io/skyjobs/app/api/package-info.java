/**
 * The API between the command line and the server: records that travel as JSON, and the client.
 *
 * <p>Field names on the wire are in {@code snake_case}; instants are ISO 8601 in UTC, durations ISO
 * 8601 ({@code PT1.5S}); a field that is not there stands for an empty one, and unknown fields are
 * ignored. Nothing here knows the core.
 */
@NullMarked
package io.skyjobs.app.api;

import org.jspecify.annotations.NullMarked;
