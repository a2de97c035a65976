/** What clients see: response records and the one projection of a site onto them. */
@NullMarked
package org.busbar.web.rest.view;

import org.jspecify.annotations.NullMarked;
