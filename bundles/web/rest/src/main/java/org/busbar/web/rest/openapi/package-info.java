/** The description of the interface, read from the resources themselves. */
@NullMarked
package org.busbar.web.rest.openapi;

import org.jspecify.annotations.NullMarked;
