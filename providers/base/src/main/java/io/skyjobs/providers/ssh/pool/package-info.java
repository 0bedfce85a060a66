/** The file in which a user names the machines that jobs may use. */
@NullMarked
package io.skyjobs.providers.ssh.pool;

import org.jspecify.annotations.NullMarked;
