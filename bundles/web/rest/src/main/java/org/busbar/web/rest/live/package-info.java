/** The live interface: what changes, pushed over a WebSocket; commands on the way back. */
@NullMarked
package org.busbar.web.rest.live;

import org.jspecify.annotations.NullMarked;
