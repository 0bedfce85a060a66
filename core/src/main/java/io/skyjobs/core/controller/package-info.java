/** The only I/O loops of the control plane: looks, decides, commits, acts. */
@NullMarked
package io.skyjobs.core.controller;

import org.jspecify.annotations.NullMarked;
