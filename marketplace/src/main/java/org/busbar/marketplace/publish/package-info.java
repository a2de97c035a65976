/** Looks at a plug-in as a reviewer would, and says what it found. */
@NullMarked
package org.busbar.marketplace.publish;

import org.jspecify.annotations.NullMarked;
