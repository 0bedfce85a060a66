/** Where on a pool's machines a node finds room; pure. */
@NullMarked
package io.skyjobs.providers.ssh.pack;

import org.jspecify.annotations.NullMarked;
