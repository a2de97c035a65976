/** Stored configuration of an older version, made that of a newer one; on copies. */
@NullMarked
package org.busbar.plugin.migrate;

import org.jspecify.annotations.NullMarked;
