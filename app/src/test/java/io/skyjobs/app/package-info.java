/** What tests of the application share: a control plane in memory, and a server around it. */
@NullMarked
package io.skyjobs.app;

import org.jspecify.annotations.NullMarked;
