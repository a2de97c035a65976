/** The face of the plug-ins: wishes, plans, jobs, rounds to the catalogues. */
@NullMarked
package org.busbar.plugin.run;

import org.jspecify.annotations.NullMarked;
