/** Latency, jitter and throughput beside an empty loop. */
@NullMarked
package org.busbar.runtime.bench;

import org.jspecify.annotations.NullMarked;
