/** Connections to devices behind an MQTT broker. */
@NullMarked
package org.busbar.transport.mqtt;

import org.jspecify.annotations.NullMarked;
