/** Hosts with real OpenSSH servers, for tests. */
@NullMarked
package io.skyjobs.providers.lab;

import org.jspecify.annotations.NullMarked;
