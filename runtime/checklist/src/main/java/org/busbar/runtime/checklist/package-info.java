/** Whether a site is ready to be controlled, with signed evidence. */
@NullMarked
package org.busbar.runtime.checklist;

import org.jspecify.annotations.NullMarked;
