package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.FREQUENCY_HZ;

import java.util.List;
import java.util.Locale;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;

/**
 * The self-test of a device by a value that everybody knows: no grid runs outside of 45 to 66 Hz.
 * Who reads another frequency has the wrong unit, scale or word order, and then all its other
 * values may be as wrong. Until one was right since it was opened, the device is not controlled and
 * its values are invalid to others. Watch thread.
 */
final class SanityWatch implements Observer {
  /** Nominal 50 and 60 Hz with all that is ridden through (IEEE 1547-2018, clause 6.5). */
  static final Interval FREQUENCY = new Interval(45, 66);

  private final FieldDevice device;
  private final Alarm alarm;
  private boolean passed;

  SanityWatch(Ground ground, FieldDevice device) {
    this.device = device;
    this.alarm = new Alarm(ground.events(), Severity.ALARM, device.id().toString(), "self-test");
  }

  @Override
  public void absent(long nowNanos) {
    passed = false;
  }

  @Override
  public void watch(Plant plant, long nowNanos) {
    if (passed) {
      return;
    }
    List<Address> known =
        plant.declaration().points().keySet().stream()
            .filter(address -> address.point().equals(FREQUENCY_HZ))
            .toList();
    double told = Double.NaN;
    for (Address address : known) {
      double value = plant.usableAt(address, nowNanos);
      told = Double.isFinite(value) ? value : told;
    }
    if (known.isEmpty() || FREQUENCY.contains(told)) {
      passed = true;
      judge("");
      alarm.end("The self-test of " + device.id() + " passed.");
    } else if (Double.isFinite(told)) {
      String why =
          String.format(
              Locale.ROOT, "%s tells a frequency of %.3g Hz, which no grid has", device.id(), told);
      judge(why);
      alarm.raise(why + "; look at unit, scale and word order of its profile.");
    } else {
      judge("the self-test of " + device.id() + " waits for its frequency");
    }
  }

  private void judge(String why) {
    device.suspect(this, why);
    device.distrust(this, why);
  }
}
