package org.busbar.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.plugin.Trial.State;
import org.busbar.api.vocabulary.Address;
import org.busbar.safety.succession.Claim;
import org.busbar.safety.succession.Comparison;
import org.busbar.safety.succession.Declared;
import org.jspecify.annotations.Nullable;

/** One device in a trial: its session in use, and that of the successor on the same connection. */
final class DevicePart {
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(10);
  private static final Duration HELD_UP = Duration.ofSeconds(1);
  private static final int PERIODS = 6;

  private final SiteField field;
  private final FieldDevice device;
  private final FieldDevice.Open old;
  private final DeviceConfig oldConfig;
  private final DeviceConfig config;
  private final Plant plant;
  private final Comparison comparison;
  private final Claim claim;
  private final Inlet inlet;
  private final Duration period;
  private volatile FieldDevice.@Nullable Open next;
  private volatile String failed = "";
  private long begunNanos;
  private boolean cancelled;
  private boolean ended;

  private DevicePart(
      SiteField field, FieldDevice device, FieldDevice.Open old, Plant plant, DeviceConfig config) {
    this.field = field;
    this.device = device;
    this.old = old;
    this.plant = plant;
    this.oldConfig = device.config();
    this.config = config;
    this.comparison = new Comparison(plant.declaration().points());
    this.claim = Claim.reading(old.claim().wire(), field.ground().clock());
    this.inlet = Inlet.beside(device, comparison);
    this.period =
        plant.declaration().points().values().stream()
            .min(Duration::compareTo)
            .orElse(Duration.ofSeconds(1));
    this.begunNanos = field.ground().clock().nanos();
  }

  /** A part for a device that has a session; null where it has none. */
  static @Nullable DevicePart of(SiteField field, FieldDevice device, DeviceConfig config) {
    FieldDevice.Open old = device.open();
    Plant plant = device.plant();
    return old == null || plant == null ? null : new DevicePart(field, device, old, plant, config);
  }

  FieldDevice device() {
    return device;
  }

  SiteField field() {
    return field;
  }

  Claim oldClaim() {
    return old.claim();
  }

  /** Opens the successor's session; runs its code. */
  void open(Driver driver) {
    try {
      driver.describe(config);
      DeviceSession session = driver.open(claim.view(), config, inlet, field.ground().clock());
      synchronized (this) {
        // Its writer knows nothing of it until it is the one in use.
        Writer writer = new Writer(field.ground(), device, claim.wire(), session);
        next = new FieldDevice.Open(claim, session, writer, inlet);
        begunNanos = field.ground().clock().nanos();
      }
      old.inlet().compare(comparison);
    } catch (RuntimeException | Error e) {
      failed = "is not opened: " + (e instanceof IllegalArgumentException ? e.getMessage() : e);
    }
  }

  /** How it stands before the move; adds what there is to say. */
  State before(List<String> words) {
    FieldDevice.Open successor = next;
    if (!failed.isEmpty()) {
      return bad(words, failed);
    }
    if (device.open() != old) {
      return bad(words, "was opened anew meanwhile; try again");
    }
    if (successor == null) {
      return isLate() ? bad(words, "is not opened in time") : trying(words, "is being opened");
    }
    String trouble = trouble();
    if (!trouble.isEmpty()) {
      return bad(words, trouble);
    }
    DeviceDeclaration declaration = successor.session().declaration();
    Declared declared = Declared.compare(plant().declaration(), declaration, mayHold());
    if (!declared.less().isEmpty()) {
      declared.less().forEach(text -> words.add(device.id() + ": " + text));
      return State.BAD;
    }
    State state = compared(declaration, successor.session().status(), words);
    if (state == State.GOOD) {
      declared.changes().forEach(text -> words.add(device.id() + ": " + text));
    }
    return state;
  }

  private Plant plant() {
    Plant now = device.plant();
    return now == null ? plant : now;
  }

  /** What the successor did that it may not, empty where it did nothing. */
  private String trouble() {
    if (claim.tried() > 0 && !claim.isGranted()) {
      return "tried to write while it was only tried out";
    }
    if (!claim.fault().isEmpty()) {
      return "threw " + claim.fault();
    }
    if (claim.slowestNanos() > HELD_UP.toNanos()) {
      return "held its connection up for " + claim.slowestNanos() / 1_000_000 + " ms";
    }
    List<String> wrong = comparison.wrong();
    return wrong.isEmpty() ? "" : String.join("; ", wrong);
  }

  /** Whether it is under authority, or holds what was written. */
  private boolean mayHold() {
    return device.isUnderAuthority()
        || plant().lanes().stream().anyMatch(l -> Double.isFinite(l.commanded().value()));
  }

  private State compared(DeviceDeclaration declaration, SessionStatus status, List<String> words) {
    long now = field.ground().clock().nanos();
    boolean early = now - begunNanos < 3 * period.toNanos();
    boolean led = comparison.isLed();
    if (!led && !early && !device.isAlive(now)) {
      words.add(device.id() + " is offline; nothing could be compared.");
      return State.GOOD;
    }
    if (!early && claim.isHeldBack() && !comparison.isFollowed()) {
      words.add(
          device.id()
              + " only answers when it is asked by sending, which the new may not do"
              + " beside the old; it is watched after the move.");
      return State.GOOD;
    }
    Set<Address> both = declaration.points().keySet();
    List<String> awaited = comparison.awaited(both::contains);
    int agreed = comparison.agreed();
    boolean ready = status.state() == SessionStatus.State.READY;
    if (ready && led && agreed > 0 && awaited.isEmpty()) {
      words.add(device.id() + ": " + agreed + " points agree.");
      return State.GOOD;
    }
    String missing =
        !ready
            ? words(status)
            : !comparison.isFollowed()
                ? "delivers no samples"
                : "does not agree in " + (awaited.isEmpty() ? "any point" : first(awaited));
    return isLate()
        ? bad(words, missing)
        : trying(words, agreed + " points agree, " + awaited.size() + " awaited");
  }

  private static String first(List<String> awaited) {
    int shown = Math.min(3, awaited.size());
    String text = String.join(", ", awaited.subList(0, shown));
    return awaited.size() > shown ? text + " and " + (awaited.size() - shown) + " more" : text;
  }

  private boolean isLate() {
    long patience = Math.max(LEAST_PATIENCE.toNanos(), PERIODS * period.toNanos());
    return field.ground().clock().nanos() - begunNanos > patience;
  }

  /** How it stands after the move; adds what there is to say. */
  State after(List<String> words) {
    FieldDevice.Open successor = next;
    if (successor == null || device.open() != successor) {
      words.add(device.id() + " was opened anew meanwhile.");
      return State.GOOD;
    }
    String trouble = trouble();
    if (!trouble.isEmpty()) {
      return bad(words, trouble);
    }
    SessionStatus status = successor.session().status();
    boolean oldIsReady = old.session().status().state() == SessionStatus.State.READY;
    if (status.state() != SessionStatus.State.READY && oldIsReady) {
      return bad(words, words(status));
    }
    if (device.isExcluded(field.ground().clock().nanos())) {
      return bad(words, "does not take setpoints any more");
    }
    if (isLate() && comparison.isFollowed() && !comparison.isLed()) {
      return bad(words, "delivers no samples any more");
    }
    return State.GOOD;
  }

  private static String words(SessionStatus status) {
    return "is " + status.state() + (status.text().isEmpty() ? "" : ": " + status.text());
  }

  private State bad(List<String> words, String text) {
    words.add(device.id() + " " + text + ".");
    return State.BAD;
  }

  private State trying(List<String> words, String text) {
    words.add(device.id() + " " + text + ".");
    return State.TRYING;
  }

  /** Lets one change of sessions happen again. */
  synchronized void arm() {
    cancelled = false;
  }

  /** What was not done in time is not done any more; returns whether it was done. */
  synchronized boolean cancel(boolean forward) {
    cancelled = true;
    return isDone(forward);
  }

  private boolean isDone(boolean forward) {
    FieldDevice.Open wanted = forward ? next : old;
    return device.open() == wanted;
  }

  /**
   * Has the successor's session be the one in use, or the old one again. On the connection's
   * thread.
   */
  synchronized void go(boolean forward) {
    FieldDevice.Open to = forward ? next : old;
    FieldDevice.Open from = forward ? old : next;
    if (cancelled || ended || to == null || device.open() != from) {
      return;
    }
    if (forward && !device.guard().mayPassOn(device, Objects.requireNonNull(device.plant()), to)) {
      failed = "cannot tell how to end what it holds";
      return;
    }
    begunNanos = field.ground().clock().nanos();
    device.succeed(to, forward ? config : oldConfig);
  }

  /** The same for the way back, though the connection's thread is stuck in the successor. */
  synchronized void force() {
    cancelled = false;
    go(false);
    cancelled = true;
  }

  /** What the change cost beyond the period, -1 while no sample has come since. */
  long gapNanos(boolean forward) {
    return forward ? inlet.gapNanos() : old.inlet().gapNanos();
  }

  /** Whether samples are to be waited for: the device is there. */
  boolean isAlive() {
    return device.isAlive(field.ground().clock().nanos());
  }

  /** How often its fastest points are read. */
  Duration period() {
    return period;
  }

  /** Lets go of the one that is not in use; returns what is left to be closed. */
  synchronized List<Runnable> end() {
    ended = true;
    List<Runnable> left = new ArrayList<>();
    old.inlet().compare(null);
    inlet.compare(null);
    FieldDevice.Open successor = next;
    FieldDevice.Open now = device.open();
    if (successor == null || now != successor) {
      inlet.end();
      claim.end();
      if (successor != null) {
        left.add(successor.session()::close);
      }
    }
    if (now != old) {
      old.inlet().end();
      old.claim().end();
      left.add(old.session()::close);
    }
    return left;
  }
}
