/** From one generation to another, and back. */
@NullMarked
package org.busbar.plugin.change;

import org.jspecify.annotations.NullMarked;
