/** Tests of the controller's pure parts and its queue. */
@NullMarked
package io.skyjobs.core.controller;

import org.jspecify.annotations.NullMarked;
