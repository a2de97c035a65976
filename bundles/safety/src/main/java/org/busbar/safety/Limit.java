package org.busbar.safety;

import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;

/**
 * One limit of a measured point, whoever wrote it.
 *
 * @param address what is limited
 * @param interval allowed values in the point's unit
 * @param trips whether the device is tripped outside; every limit also clamps setpoints
 */
record Limit(Address address, Interval interval, boolean trips) {}
