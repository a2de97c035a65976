/** From a catalogue to verified files on disk. */
@NullMarked
package org.busbar.plugin.intake;

import org.jspecify.annotations.NullMarked;
