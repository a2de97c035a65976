/** Connections to devices that speak in datagrams. */
@NullMarked
package org.busbar.transport.udp;

import org.jspecify.annotations.NullMarked;
