/** How a small file is replaced so that a power cut leaves it whole. */
@NullMarked
package org.busbar.safety.file;

import org.jspecify.annotations.NullMarked;
