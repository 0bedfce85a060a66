/**
 * From the text of a task YAML to {@link io.skyjobs.core.spec.JobSpec}, or to a list of problems
 * with their places. Pure.
 */
@NullMarked
package io.skyjobs.core.spec;

import org.jspecify.annotations.NullMarked;
