/** Plug-ins at run time: jobs, generations, journal; going over, watching, going back. */
@NullMarked
package org.busbar.plugin.run;

import org.jspecify.annotations.NullMarked;
