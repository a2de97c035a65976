/** Devices described as data that speak in documents: HTTP and MQTT. */
@NullMarked
package org.busbar.profile.message;

import org.jspecify.annotations.NullMarked;
