/** What plug-ins take of the gateway at run time, and what becomes of those that take too much. */
@NullMarked
package org.busbar.plugin.health;

import org.jspecify.annotations.NullMarked;
