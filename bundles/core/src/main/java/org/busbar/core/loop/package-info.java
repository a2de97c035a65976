/** Drives steps at absolute deadlines, one site or a thousand. */
@NullMarked
package org.busbar.core.loop;

import org.jspecify.annotations.NullMarked;
