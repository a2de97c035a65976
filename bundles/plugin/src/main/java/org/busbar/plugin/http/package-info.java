/** HTTP of plug-ins, held to the hosts that they declared. */
@NullMarked
package org.busbar.plugin.http;

import org.jspecify.annotations.NullMarked;
