/** JSON in and out, and problem documents. */
@NullMarked
package org.busbar.web.rest.json;

import org.jspecify.annotations.NullMarked;
