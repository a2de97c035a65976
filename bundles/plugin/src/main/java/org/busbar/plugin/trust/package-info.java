/** Keys, signatures and the signed role files of a catalogue. */
@NullMarked
package org.busbar.plugin.trust;

import org.jspecify.annotations.NullMarked;
