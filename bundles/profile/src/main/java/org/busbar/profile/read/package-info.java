/** Reads profiles from YAML and checks them: keys, meaning, vectors. */
@NullMarked
package org.busbar.profile.read;

import org.jspecify.annotations.NullMarked;
