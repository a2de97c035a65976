/** Turns a resolved assembly into its lock. */
@NullMarked
package org.busbar.features.lock;

import org.jspecify.annotations.NullMarked;
