/** What is said over the live interface. */
@NullMarked
package org.busbar.web.rest.live.message;

import org.jspecify.annotations.NullMarked;
