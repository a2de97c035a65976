/** Values over time that are no device samples: prices, forecasts, schedules, obligations. */
@Export
@Version("0.1.0")
@NullMarked
package org.busbar.api.series;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
