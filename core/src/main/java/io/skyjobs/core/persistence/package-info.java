/** The only SQL: the job store on SQLite and PostgreSQL. */
@NullMarked
package io.skyjobs.core.persistence;

import org.jspecify.annotations.NullMarked;
