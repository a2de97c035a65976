/** Looks at the bytes of a plug-in before anything is unpacked or loaded. */
@NullMarked
package org.busbar.plugin.check;

import org.jspecify.annotations.NullMarked;
