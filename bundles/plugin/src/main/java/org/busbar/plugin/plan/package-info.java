/** What installing a plug-in would change, or why it cannot be. */
@NullMarked
package org.busbar.plugin.plan;

import org.jspecify.annotations.NullMarked;
