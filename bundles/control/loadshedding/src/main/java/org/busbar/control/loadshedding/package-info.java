/** Switches loads off in their order while a site takes more than it may. */
@NullMarked
package org.busbar.control.loadshedding;

import org.jspecify.annotations.NullMarked;
