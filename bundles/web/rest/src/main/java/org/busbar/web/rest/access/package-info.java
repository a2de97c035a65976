/** Who may ask: host, origin, token, session. */
@NullMarked
package org.busbar.web.rest.access;

import org.jspecify.annotations.NullMarked;
