/** Whether what is measured can be true: a meter against what we move ourselves. */
@NullMarked
package org.busbar.safety.plausibility;

import org.jspecify.annotations.NullMarked;
