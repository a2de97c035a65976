/** Figures for Prometheus. */
@NullMarked
package org.busbar.web.rest.metrics;

import org.jspecify.annotations.NullMarked;
