/** Makes profiles of register tables of others. */
@NullMarked
package org.busbar.profile.importing;

import org.jspecify.annotations.NullMarked;
