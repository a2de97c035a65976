/** Looks for devices and tries them, by reading only. */
@NullMarked
package org.busbar.safety.discover;

import org.jspecify.annotations.NullMarked;
