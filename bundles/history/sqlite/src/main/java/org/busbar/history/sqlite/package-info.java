/** The history of a site in one SQLite file: a hot table, sealed blocks and roll-ups. */
@NullMarked
package org.busbar.history.sqlite;

import org.jspecify.annotations.NullMarked;
