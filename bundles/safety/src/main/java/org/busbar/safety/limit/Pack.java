package org.busbar.safety.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.site.ProtectionConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.Measure.Side;
import org.jspecify.annotations.Nullable;

/**
 * One battery under protection: what its devices measured last, what it may do now, and what trips
 * it. Samples come on the threads of its devices' connections, questions on any.
 */
public final class Pack {
  /** The newest sample, and when the last one that could be used was measured. */
  private record Held(Sample sample, long goodNanos) {}

  private final ProtectionConfig config;
  private final Settings settings;
  private final long cellAgeNanos;
  private final long currentAgeNanos;
  private final long silenceNanos;
  private final Map<NodeId, DeviceDeclaration> declarations = new HashMap<>();
  private final Map<Address, Held> held = new ConcurrentHashMap<>();
  private final Reserve reserve = new Reserve();
  private final Derating derating;
  private final Trips trips;
  private final Counted counted;
  private volatile Layout layout;
  private volatile long describedNanos;

  /** A battery of which nothing is known yet. */
  public Pack(ProtectionConfig config, Settings settings) {
    this.config = config;
    this.settings = settings;
    this.cellAgeNanos = settings.nanos(Setting.CELL_AGE);
    this.currentAgeNanos = settings.nanos(Setting.CURRENT_AGE);
    this.silenceNanos = settings.nanos(Setting.SILENCE);
    this.layout = new Layout(config, Map.of());
    this.derating = new Derating(settings, reserve);
    this.trips = new Trips(settings);
    this.counted = new Counted(settings);
  }

  /** The device that is written. */
  public NodeId device() {
    return config.device();
  }

  /** Whether values of a device count for this battery. */
  public boolean listensTo(NodeId device) {
    return device.equals(config.device())
        || config.bms().filter(device::equals).isPresent()
        || config.votes().stream()
            .flatMap(vote -> vote.members().stream())
            .anyMatch(member -> member.node().device().equals(device));
  }

  /**
   * Whether a power at a node is the power of this battery, or of the inverter it stands behind.
   */
  public boolean narrows(NodeId node) {
    NodeId battery = layout.battery();
    return node.equals(battery) || node.equals(battery.device());
  }

  /** Takes over what a device declares about itself. Any thread. */
  public synchronized void describe(DeviceDeclaration declaration, long nowNanos) {
    DeviceDeclaration before = declarations.put(declaration.device(), declaration);
    if (!declaration.equals(before)) {
      describedNanos = nowNanos;
      layout = new Layout(config, declarations);
    }
  }

  /**
   * Takes a sample of one of its devices.
   *
   * @return what it trips, as one sentence; null where nothing
   */
  public @Nullable String accept(Sample sample, long nowNanos) {
    boolean usable = sample.quality().isUsable();
    Held next =
        held.compute(
            sample.address(),
            (_, before) -> {
              long good =
                  usable
                      ? sample.measuredNanos()
                      : before == null ? describedNanos : before.goodNanos();
              boolean older =
                  before != null && sample.measuredNanos() - before.sample().measuredNanos() < 0;
              return older ? before : new Held(sample, good);
            });
    return usable && next.sample() == sample ? trips.crossed(readings(nowNanos), sample) : null;
  }

  /** Takes an estimate of the state of charge that somebody else made, where there is one. */
  public void estimate(Optional<Sample> estimate, long nowNanos) {
    if (estimate.isPresent()) {
      accept(estimate.get(), nowNanos);
    }
  }

  /**
   * Counts the charge on. Watch thread.
   *
   * @param counts whether it is counted at all; otherwise it begins anew next time
   * @return the estimate in percent, NaN where there is none
   */
  public double count(boolean counts, long nowNanos) {
    if (!counts) {
      counted.forget();
      return Double.NaN;
    }
    return counted.look(readings(nowNanos));
  }

  /** When the last estimate was made. Watch thread. */
  public long countedNanos() {
    return counted.measuredNanos();
  }

  /** How long an estimate counts. */
  public long estimateAgeNanos() {
    return StrictMath.max(cellAgeNanos, currentAgeNanos);
  }

  /** Which device tells another state of charge than was counted; empty where none. */
  public String doubt() {
    return counted.doubt();
  }

  /** Where such an estimate is looked for. */
  public Address estimate() {
    return layout.estimate();
  }

  /**
   * Has its reserve spent until then: discharged below its usual band, down to the floor written
   * for that. Any thread.
   *
   * @return false where none is written, so that nothing has changed
   */
  public boolean spendReserve(long untilNanos) {
    boolean written = Double.isFinite(settings.number(Setting.EMERGENCY_FLOOR));
    if (written) {
      reserve.open(untilNanos);
    }
    return written;
  }

  /** What the battery may do now, within what its inverter does. */
  public Bound bound(Interval range, long nowNanos) {
    return derating.bound(readings(nowNanos), range);
  }

  private Readings readings(long nowNanos) {
    return new Readings(layout, nowNanos, address -> usable(address, nowNanos), this::latest);
  }

  private double usable(Address address, long nowNanos) {
    Held now = held.get(address);
    return now == null || nowNanos - now.sample().measuredNanos() > ageNanos(address)
        ? Double.NaN
        : now.sample().usableAt(nowNanos);
  }

  private @Nullable Sample latest(Address address) {
    Held now = held.get(address);
    return now == null ? null : now.sample();
  }

  private long ageNanos(Address address) {
    return address.point().equals(Points.DC_CURRENT_A) ? currentAgeNanos : cellAgeNanos;
  }

  /** Why the battery is to be tripped because nothing was heard of it, empty where it was. */
  public Optional<String> silent(long nowNanos) {
    Layout now = layout;
    Readings readings = readings(nowNanos);
    for (Measure measure : Measure.values()) {
      for (Side side : Side.values()) {
        Reading reading = readings.judge(measure, side);
        if (reading == null || reading.isKnown()) {
          continue;
        }
        Held last = held.get(reading.address());
        long since = last == null ? describedNanos : last.goodNanos();
        if (nowNanos - since > silenceNanos) {
          double seconds = settings.number(Setting.SILENCE);
          return Optional.of(
              reading.address() + " has been missing for more than " + Measured.text(seconds, "s"));
        }
      }
    }
    return now.missing()
        .filter(_ -> nowNanos - describedNanos > silenceNanos)
        .map(device -> device + " is not there");
  }

  /**
   * Why a reset has to wait, empty where nothing stands.
   *
   * @param all whether values that are missing stand against it as well
   */
  public Optional<String> stands(boolean all, long nowNanos) {
    Readings readings = readings(nowNanos);
    for (Map.Entry<Address, Held> entry : held.entrySet()) {
      Sample sample = entry.getValue().sample();
      if (Double.isFinite(usable(entry.getKey(), nowNanos))) {
        Optional<String> crossed = trips.standing(readings, sample);
        if (crossed.isPresent()) {
          return crossed;
        }
      }
    }
    return all ? readings.missing() : Optional.empty();
  }

  /** What people are to be told of before a limit is met, by what it is about. */
  public Map<String, String> alarms(long nowNanos) {
    Map<String, String> rising = trips.rising();
    Map<String, String> near = derating.alarms(readings(nowNanos));
    if (rising.isEmpty()) {
      return near;
    }
    Map<String, String> alarms = new HashMap<>(rising);
    alarms.putAll(near);
    return alarms;
  }
}
