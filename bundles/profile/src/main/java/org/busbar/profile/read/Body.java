package org.busbar.profile.read;

import java.util.List;
import java.util.Map;
import org.busbar.profile.api.Computed;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.WriteSpec;

/**
 * What a profile, or one of its variants, reads, computes and writes.
 *
 * @param keys the points it has
 * @param points what is read
 * @param computed what is computed
 * @param writes what is written
 */
record Body(Keys keys, List<ProfilePoint> points, List<Computed> computed, List<WriteSpec> writes) {
  static Body read(
      Keys keys,
      RegisterReader registers,
      List<ProfilePoint> inputs,
      Map<String, Named> points,
      Map<String, Named> writes) {
    List<ProfilePoint> read = new PointReader(keys, registers).read(points);
    List<Computed> computed = new ComputedReader(keys, read, inputs).read(points);
    List<WriteSpec> written =
        new WriteReader(keys, registers, new Readable(read, inputs, computed)).read(writes);
    written.forEach(write -> keys.declare(write.key()));
    return new Body(keys, read, computed, written);
  }
}
