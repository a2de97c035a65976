/** Starts an assembly from its lock after reading every bundle. */
@NullMarked
package org.busbar.runtime.launcher;

import org.jspecify.annotations.NullMarked;
