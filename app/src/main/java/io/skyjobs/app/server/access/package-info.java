/** Who may do what, and what was done: users with roles, and the audit log. */
@NullMarked
package io.skyjobs.app.server.access;

import org.jspecify.annotations.NullMarked;
