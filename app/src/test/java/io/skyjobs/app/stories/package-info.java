/**
 * What users do and see, told as stories: real commands against a real server over simulated clouds
 * whose machines are real processes. Each test names the row of the acceptance table that it tells.
 */
@NullMarked
package io.skyjobs.app.stories;

import org.jspecify.annotations.NullMarked;
