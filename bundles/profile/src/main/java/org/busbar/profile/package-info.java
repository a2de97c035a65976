/** Devices described as data: parsed profiles and their interpreter. */
@NullMarked
package org.busbar.profile;

import org.jspecify.annotations.NullMarked;
