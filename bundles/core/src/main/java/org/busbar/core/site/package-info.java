/** One site: its step, its events, what faces see of it. */
@NullMarked
package org.busbar.core.site;

import org.jspecify.annotations.NullMarked;
