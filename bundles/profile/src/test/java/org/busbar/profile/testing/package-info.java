/** What the tests of this bundle share. */
@NullMarked
package org.busbar.profile.testing;

import org.jspecify.annotations.NullMarked;
