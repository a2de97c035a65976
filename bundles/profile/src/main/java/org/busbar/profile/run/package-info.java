/** Runs a parsed profile on a connection. */
@NullMarked
package org.busbar.profile.run;

import org.jspecify.annotations.NullMarked;
