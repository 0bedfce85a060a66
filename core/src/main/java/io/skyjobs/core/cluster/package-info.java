/** The durable life of a cluster, whoever owns it. Pure. */
@NullMarked
package io.skyjobs.core.cluster;

import org.jspecify.annotations.NullMarked;
