/** REST under /api/v1: a thin view over one projection. */
@NullMarked
package org.busbar.web.rest;

import org.jspecify.annotations.NullMarked;
