package org.busbar.testkit.conformance.api;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus.State;
import org.busbar.api.device.Writable;
import org.busbar.api.device.write.Command.Action;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Sample;
import org.busbar.testkit.conformance.api.Peer.Conduct;

/** What every device must do. Each check leaves the peer as it found it. */
final class Checks {
  private static final long SEED = 20261121;
  private static final int MOST_LEFT = 2;
  private static final double NEAR = 1e-6;

  private final Conformance.Effort effort;
  private final Peer peer;
  private int epoch = 1;

  /** One thing to try; says what was seen. */
  interface Tried {
    String run(Trial trial);
  }

  /** It does not apply. */
  static final class NotRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRun(String why) {
      super(why);
    }
  }

  Checks(Conformance.Effort effort, Peer peer) {
    this.effort = effort;
    this.peer = peer;
  }

  Map<String, Tried> all() {
    Map<String, Tried> all = new LinkedHashMap<>();
    all.put("it is found and every declared point is delivered", this::deliversAll);
    all.put("values are what the device shows", this::tellsTheTruth);
    all.put("another device is neither read nor written", this::knowsItsDevice);
    all.put("exceptions deliver nothing, and it comes back", t -> survives(t, Conduct.EXCEPTION));
    all.put("silence delivers nothing, and it comes back", t -> survives(t, Conduct.SILENT));
    all.put("short answers deliver nothing, and it comes back", t -> survives(t, Conduct.PARTIAL));
    all.put("garbage delivers nothing, and it comes back", t -> survives(t, Conduct.GARBAGE));
    all.put("it comes back after its connection was lost", this::reconnects);
    all.put("it comes back after the device restarted", this::survivesRestart);
    all.put("random contents are numbers or unknown, never both", this::survivesFuzz);
    all.put("what is set is held and read back", this::sets);
    all.put("what is out of range is refused and not written", this::refusesBeyond);
    all.put("an older epoch is never written", this::refusesOldEpochs);
    all.put("safe value and release are written", this::releases);
    all.put("a write that is refused or unanswered is not called done", this::admitsFailure);
    all.put("nothing is left of a session that was closed", this::leavesNothing);
    return all;
  }

  /** After each check, whatever came of it. */
  void tidy() {
    peer.conduct(Conduct.HONEST);
    peer.settle();
  }

  private static void require(boolean holds, String text) {
    if (!holds) {
      throw new IllegalStateException(text);
    }
  }

  private static NodeId device(Trial trial) {
    return trial.session().declaration().device();
  }

  private String deliversAll(Trial trial) {
    boolean all = trial.tellsAll();
    DeviceDeclaration declared = trial.session().declaration();
    List<Address> missing = new ArrayList<>(declared.points().keySet());
    missing.removeAll(trial.latest().keySet());
    require(all, "missing " + missing + ", the session is " + trial.session().status());
    return declared.points().size() + " points";
  }

  private String tellsTheTruth(Trial trial) {
    require(trial.tellsAll(), "it delivers nothing");
    Map<Address, Double> truth = peer.truth(device(trial));
    Map<Address, String> lies = new HashMap<>();
    truth.forEach(
        (address, value) -> {
          Sample sample = trial.latest().get(address);
          boolean same =
              sample != null
                  && (Double.isNaN(value)
                      ? Double.isNaN(sample.value())
                      : Math.abs(sample.value() - value) <= NEAR * Math.max(1, Math.abs(value)));
          if (!same) {
            lies.put(address, value + " is told as " + sample);
          }
        });
    require(lies.isEmpty(), lies.toString());
    return truth.size() + " values";
  }

  private String knowsItsDevice(Trial trial) {
    if (!peer.hasIdentity()) {
      throw new NotRun("nothing says which device it is");
    }
    peer.disguise(true);
    trial.swap();
    try {
      boolean noticed = Trial.awaits(Trial.PATIENCE, () -> trial.state() == State.WRONG_DEVICE);
      require(noticed, "another device is " + trial.session().status());
      require(trial.latest().isEmpty(), "another device delivered " + trial.latest().keySet());
      int before = peer.writes();
      for (Writable writable : trial.session().declaration().writables()) {
        WriteResult result = trial.write(writable, Action.SAFE, writable.safe(), epoch);
        require(result instanceof WriteResult.Refused, "another device was written: " + result);
      }
      require(peer.writes() == before, "another device was written");
    } finally {
      peer.disguise(false);
    }
    require(trial.speaks(), "it does not come back: " + trial.session().status());
    return "";
  }

  private String survives(Trial trial, Conduct conduct) {
    require(trial.speaks(), "it delivers nothing");
    peer.conduct(conduct);
    long written = Clock.system().nanos();
    // What was under way may still come.
    Trial.awaits(
        trial.session().declaration().reactionTime().plusMillis(100),
        () -> Clock.system().nanos() - written > 300_000_000L);
    long from = trial.usable();
    Trial.awaits(Trial.PATIENCE, () -> Clock.system().nanos() - written > 700_000_000L);
    require(trial.usable() == from, (trial.usable() - from) + " usable samples came all the same");
    require(trial.wrong() == 0, "samples that are good and no number");
    peer.conduct(Conduct.HONEST);
    long back = Clock.system().nanos();
    require(trial.speaks(), "it does not come back: " + trial.session().status());
    return "back after %.2f s".formatted((Clock.system().nanos() - back) / 1e9);
  }

  private String reconnects(Trial trial) {
    peer.conduct(Conduct.DROP);
    peer.conduct(Conduct.HONEST);
    require(trial.speaks(), "it does not come back: " + trial.session().status());
    return "";
  }

  private String survivesRestart(Trial trial) {
    peer.restart();
    require(trial.speaks(), "it does not come back: " + trial.session().status());
    return "";
  }

  private String survivesFuzz(Trial trial) {
    Random random = new Random(SEED);
    for (int i = 0; i < effort.fuzzRounds(); i++) {
      peer.randomize(random);
      long from = Clock.system().nanos();
      Trial.awaits(
          Trial.PATIENCE,
          () -> trial.latest().values().stream().anyMatch(s -> s.measuredNanos() - from > 0));
      require(trial.wrong() == 0, "a sample is good and no number, seed " + SEED + " round " + i);
    }
    peer.settle();
    require(trial.speaks(), "it does not come back: " + trial.session().status());
    return effort.fuzzRounds() + " rounds, seed " + SEED;
  }

  private List<Writable> writables(Trial trial) {
    require(trial.speaks(), "it is not ready: " + trial.session().status());
    List<Writable> writables = trial.session().declaration().writables();
    if (writables.isEmpty()) {
      throw new NotRun("it can only be read");
    }
    return writables;
  }

  private String sets(Trial trial) {
    int count = 0;
    for (Writable writable : writables(trial)) {
      double min = writable.range().min();
      double max = writable.range().max();
      for (double share : new double[] {0, 0.21, 0.5, 0.77, 1}) {
        double value = min * (1 - share) + max * share;
        WriteResult result = trial.write(writable, Action.SET, value, epoch);
        String what = writable.address() + " set to " + value + ": ";
        require(result instanceof WriteResult.Accepted, what + result);
        double held = ((WriteResult.Accepted) result).readBack();
        double most = Math.max(writable.tolerance(), writable.step()) + NEAR * Math.abs(value);
        boolean near =
            Double.isNaN(held) || Math.abs(held - value) <= Math.max(most, coarse(value));
        require(near, what + "it holds " + held);
        require(
            Double.isNaN(held)
                || Math.abs(held) <= Math.abs(value) + NEAR * Math.max(1, Math.abs(value)),
            what + "it holds more, " + held);
        count++;
      }
    }
    return count + " values";
  }

  /** Where a profile states neither step nor tolerance, one percent tells a wrong scale or sign. */
  private static double coarse(double value) {
    return Math.abs(value) / 100 + 1;
  }

  private String refusesBeyond(Trial trial) {
    for (Writable writable : writables(trial)) {
      double width = writable.range().max() - writable.range().min();
      int before = peer.writes();
      for (double value :
          new double[] {
            writable.range().max() + width / 10 + 1,
            writable.range().min() - width / 10 - 1,
            Double.POSITIVE_INFINITY,
            Double.NaN
          }) {
        WriteResult result = trial.write(writable, Action.SET, value, epoch);
        require(
            result instanceof WriteResult.Refused,
            writable.address() + " set to " + value + ": " + result);
      }
      require(peer.writes() == before, writable.address() + " was written all the same");
    }
    return "";
  }

  private String refusesOldEpochs(Trial trial) {
    Writable writable = writables(trial).getFirst();
    epoch += 5;
    trial.write(writable, Action.SET, writable.safe(), epoch);
    int before = peer.writes();
    WriteResult result = trial.write(writable, Action.SET, writable.safe(), epoch - 1);
    require(result instanceof WriteResult.Refused, "an older epoch is " + result);
    require(peer.writes() == before, "an older epoch was written");
    return "";
  }

  private String releases(Trial trial) {
    for (Writable writable : writables(trial)) {
      WriteResult safe = trial.write(writable, Action.SAFE, writable.safe(), epoch);
      require(safe instanceof WriteResult.Accepted, "safe value: " + safe);
      double held = ((WriteResult.Accepted) safe).readBack();
      double most = Math.max(writable.tolerance(), writable.step()) + NEAR;
      require(
          Double.isNaN(held) || Math.abs(held - writable.safe()) <= most,
          "safe value " + writable.safe() + " is held as " + held);
      int before = peer.writes();
      WriteResult released = trial.write(writable, Action.RELEASE, writable.release(), epoch);
      require(released instanceof WriteResult.Accepted, "release: " + released);
      require(peer.writes() > before, "a release wrote nothing");
    }
    return "";
  }

  private String admitsFailure(Trial trial) {
    for (Writable writable : writables(trial)) {
      for (Conduct conduct : new Conduct[] {Conduct.REFUSES_WRITES, Conduct.SILENT}) {
        trial.write(writable, Action.SAFE, writable.safe(), epoch);
        peer.conduct(conduct);
        WriteResult result = trial.write(writable, Action.SET, other(writable), epoch);
        peer.conduct(Conduct.HONEST);
        require(
            isAdmitted(result, writable, conduct),
            writable.address() + " while the device is " + conduct + ": " + result);
        require(trial.speaks(), "it does not come back: " + trial.session().status());
      }
    }
    return "";
  }

  /** A value that is not the safe one. */
  private static double other(Writable writable) {
    double max = writable.range().max();
    return max == writable.safe() ? writable.range().min() : max;
  }

  /** Who cannot be told of a refusal reads back what is held instead, where that can be read. */
  private boolean isAdmitted(WriteResult result, Writable writable, Conduct conduct) {
    if (!(result instanceof WriteResult.Accepted accepted)) {
      return true;
    }
    double held = accepted.readBack();
    return conduct == Conduct.REFUSES_WRITES
        && !peer.canRefuse()
        && (Double.isNaN(held) || Math.abs(held - other(writable)) > NEAR);
  }

  private String leavesNothing(Trial trial) {
    require(trial.speaks(), "it delivers nothing");
    int threads = Thread.activeCount();
    List<WeakReference<DeviceSession>> closed = new ArrayList<>();
    for (int i = 0; i < effort.swaps(); i++) {
      closed.add(new WeakReference<>(trial.swap()));
    }
    require(trial.speaks(), "the last of " + effort.swaps() + " sessions delivers nothing");
    boolean gone =
        Trial.awaits(
            Trial.PATIENCE,
            () -> {
              System.gc();
              return closed.stream().filter(ref -> ref.get() != null).count() <= MOST_LEFT;
            });
    long left = closed.stream().filter(ref -> ref.get() != null).count();
    require(gone, left + " of " + effort.swaps() + " sessions are still there");
    require(Thread.activeCount() <= threads + 1, "threads were left");
    return effort.swaps() + " swaps";
  }
}
