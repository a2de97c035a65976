/** Maven archetypes of plug-ins: made by the build, unfolded by {@code ./busbar new}. */
@NullMarked
package org.busbar.marketplace.archetype;

import org.jspecify.annotations.NullMarked;
