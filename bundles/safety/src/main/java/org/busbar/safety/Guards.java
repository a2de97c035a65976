package org.busbar.safety;

import static org.busbar.api.vocabulary.Points.ACTIVE_POWER_W;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Sample;
import org.busbar.safety.limit.Pack;
import org.busbar.safety.limit.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The batteries for which one device counts: its own, and those whose cells it measures. What its
 * samples trip is closed at the device that is written, on the thread of the sample.
 */
final class Guards {
  /** A battery, and the device that is written for it. */
  private record Guarded(Pack pack, FieldDevice device) {}

  private static final Rules.Rule FREE = (values, range) -> {};

  private final List<Guarded> all = new CopyOnWriteArrayList<>();
  private volatile @Nullable Pack own;

  /** Puts every battery of a site that is protected under guard of the devices that measure it. */
  static void set(SiteModel model, List<FieldDevice> devices) {
    model
        .protections()
        .forEach(
            config -> {
              Pack pack = new Pack(config, Settings.of(config, new ArrayList<>()));
              devices.stream()
                  .filter(device -> device.id().equals(pack.device()))
                  .findFirst()
                  .ifPresent(battery -> add(pack, battery, devices));
            });
  }

  private static void add(Pack pack, FieldDevice battery, List<FieldDevice> devices) {
    battery.guards().own = pack;
    devices.stream()
        .filter(device -> pack.listensTo(device.id()))
        .forEach(device -> device.guards().all.add(new Guarded(pack, battery)));
  }

  /** The other devices that are written for batteries that this one measures. */
  List<FieldDevice> devices() {
    return all.stream().map(Guarded::device).filter(device -> device.guards() != this).toList();
  }

  /** The device has told about itself. */
  void describe(DeviceDeclaration declaration, long nowNanos) {
    all.forEach(guarded -> guarded.pack().describe(declaration, nowNanos));
  }

  /** A sample came. */
  void accept(Sample judged, long nowNanos) {
    for (Guarded guarded : all) {
      String crossed = guarded.pack().accept(judged, nowNanos);
      if (crossed != null) {
        guarded.device().trip("limit", judged.address().toString(), crossed);
      }
    }
  }

  /** A limit that the device declares, or people wrote for it, was crossed. */
  void tripped(String source, String text) {
    all.forEach(guarded -> guarded.device().trip("limit", source, text));
  }

  /** Has the reserve of the battery spent until then; false where it has none. */
  boolean spendReserve(long untilNanos) {
    Pack pack = own;
    return pack != null && pack.spendReserve(untilNanos);
  }

  /** Takes over what others estimate, from the image that was frozen. */
  void estimate(Snapshot snapshot) {
    Pack pack = own;
    if (pack != null) {
      pack.estimate(snapshot.sample(pack.estimate()), snapshot.nanos());
    }
  }

  /** The battery of its own, where it is one that is protected. */
  Optional<Pack> own() {
    return Optional.ofNullable(own);
  }

  /** What narrows a lane because of the battery behind it. */
  Rules.Rule rule(Lane lane, long nowNanos) {
    Pack pack = own;
    boolean narrows =
        pack != null
            && lane.writable().quantity().equals(ACTIVE_POWER_W)
            && pack.narrows(lane.writable().node());
    return narrows
        ? (values, range) -> range.narrow(pack.bound(lane.writable().range(), nowNanos))
        : FREE;
  }

  /** Why a reset has to wait for the battery, empty where nothing stands. */
  Optional<String> stands(boolean all, long nowNanos) {
    Pack pack = own;
    return pack == null ? Optional.empty() : pack.stands(all, nowNanos);
  }

  /** Why the battery has to be tripped for want of data, empty where it has not. */
  Optional<String> silent(long nowNanos) {
    Pack pack = own;
    return pack == null ? Optional.empty() : pack.silent(nowNanos);
  }

  /** What people are to know before a limit is met, by what it is about. */
  Map<String, String> alarms(long nowNanos) {
    Pack pack = own;
    return pack == null ? Map.of() : pack.alarms(nowNanos);
  }
}
