/** Connections to devices that speak HTTP. */
@NullMarked
package org.busbar.transport.http;

import org.jspecify.annotations.NullMarked;
