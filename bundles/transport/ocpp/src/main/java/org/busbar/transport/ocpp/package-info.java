/** OCPP-J: charging stations call over WebSocket, and are called back. */
@NullMarked
package org.busbar.transport.ocpp;

import org.jspecify.annotations.NullMarked;
