/** Brings what sites say into the history store in use. */
@NullMarked
package org.busbar.history.recorder;

import org.jspecify.annotations.NullMarked;
