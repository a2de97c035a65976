package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.busbar.api.events.Event;
import org.busbar.api.face.Site;
import org.busbar.control.selfconsumption.SelfConsumption;
import org.jspecify.annotations.Nullable;

/** A plant, the product that controls it, and whoever watches: all in virtual time. */
final class World implements AutoCloseable {
  static final long SECOND_NANOS = 1_000_000_000;
  private static final long BOOT_NANOS = 400_000_000;
  private static final long WIRE_STEP_MS = 200;
  private static final Comparator<Event> IN_ORDER =
      Comparator.comparing(Event::source).thenComparing(Event::kind);
  private static final int EVENTS_AT_ONCE = 200;

  /** Hears of everything, outside of the product. */
  interface Observer {
    /** A write took effect at a device. */
    default void wrote(World world, ShownUnit unit) {}

    /** The product raised an event. */
    default void raised(World world, Event event) {}

    /** Somebody else is about to write to a device. */
    default void foreign(World world, String device) {}

    /** A step of the plant has passed. */
    default void stepped(World world) {}
  }

  /** A serial line to a device that is served on a port. */
  interface SerialLine {
    /** The path by which the device behind that port is reached. */
    String to(int port) throws IOException;
  }

  /**
   * What a run is.
   *
   * @param seed of everything that is drawn
   * @param stepMs cycle, polls and steps of the plant
   * @param grain of safety's rounds
   * @param carrier what is between the product and the devices, in virtual time
   * @param wire whether it runs in the machine's time, over sockets
   * @param serial what the first battery is reached by instead of a socket, where it is
   */
  record Setup(
      long seed,
      long stepMs,
      Kernel.Grain grain,
      VirtualNet.Carrier carrier,
      boolean wire,
      Optional<SerialLine> serial) {
    static Setup of(long seed) {
      VirtualNet.Carrier honest = (unit, address, words) -> words;
      return new Setup(seed, 1000, Kernel.Grain.COARSE, honest, false, Optional.empty());
    }

    Setup with(VirtualNet.Carrier other) {
      return new Setup(seed, stepMs, grain, other, wire, serial);
    }

    Setup with(Kernel.Grain other) {
      return new Setup(seed, stepMs, other, carrier, wire, serial);
    }

    Setup overTheWire() {
      return new Setup(seed, stepMs, grain, carrier, true, serial);
    }

    Setup overA(SerialLine line) {
      return new Setup(seed, stepMs, grain, carrier, true, Optional.of(line));
    }

    /** With longer steps; threads are stepped more seldom then. */
    Setup with(long otherStepMs) {
      Kernel.Grain coarse = otherStepMs > Yard.LONG_STEP_MS ? Kernel.Grain.COARSEST : grain;
      return new Setup(seed, otherStepMs, coarse, carrier, wire, serial);
    }
  }

  private final Setup setup;
  private final Timeline timeline;
  private final Timeline.Actor nature = new Timeline.Actor();
  private final Probe probe = new Probe();
  private final Yard yard;
  private final Path home;
  private final @Nullable Served served;
  private final Kernel.Parts parts;
  private final List<Observer> observers = new ArrayList<>();
  private final long stepNanos;
  private volatile @Nullable Kernel kernel;
  private long told;
  private long steps;

  World(Setup setup, Catalogue profiles) throws IOException {
    this.setup = setup;
    this.timeline = new Timeline(setup.wire() ? new RealClock() : new VirtualClock());
    this.stepNanos = (setup.wire() ? WIRE_STEP_MS : setup.stepMs()) * 1_000_000;
    this.yard = new Yard(setup.seed(), setup.stepMs(), profiles.profiles(), this::wrote);
    this.home = Files.createTempDirectory("busbar-sim");
    this.served = setup.wire() ? new Served(yard, timeline.clock()) : null;
    Map<Integer, Integer> ports = served == null ? Map.of() : served.ports();
    Path file = home.resolve("site.yaml");
    Files.writeString(file, site(setup, ports));
    this.parts =
        new Kernel.Parts(
            timeline, profiles.driver(), List.of(new SelfConsumption(), probe), file, home);
  }

  private static String site(Setup setup, Map<Integer, Integer> ports) throws IOException {
    String text = Yard.site("campaign", setup.stepMs(), ports);
    return setup.serial().isEmpty()
        ? text
        : Yard.serial(text, setup.serial().get().to(ports.get(Yard.BATTERY_PORT)));
  }

  /** Adds somebody who watches; before the run begins. */
  World watchedBy(Observer observer) {
    observers.add(observer);
    return this;
  }

  /** Starts the product, the clock and the plant. */
  void begin() {
    timeline.after(nature, BOOT_NANOS, this::boot);
    timeline.after(nature, stepNanos, this::step);
  }

  private void step() {
    timeline.after(nature, stepNanos, this::step);
    steps++;
    yard.step(stepNanos / 1e9);
    synchronized (this) {
      tell();
      observers.forEach(observer -> observer.stepped(this));
    }
  }

  private void tell() {
    Kernel now = kernel;
    if (now == null) {
      return;
    }
    List<Event> events = new ArrayList<>(now.site().events(told, EVENTS_AT_ONCE));
    told = events.isEmpty() ? told : events.getLast().sequence();
    // What was raised at one moment has no order of its own.
    events.sort(Comparator.<Event>comparingLong(this::at).thenComparing(IN_ORDER));
    for (Event event : events) {
      observers.forEach(observer -> observer.raised(this, event));
    }
  }

  private long at(Event event) {
    return clock().elapsedOf(event.nanos());
  }

  private synchronized void wrote(ShownUnit unit) {
    observers.forEach(observer -> observer.wrote(this, unit));
  }

  /** Somebody else is about to write to a device. */
  synchronized void foreign(String device) {
    observers.forEach(observer -> observer.foreign(this, device));
  }

  /** Lets time pass. */
  void run(Duration by) {
    timeline.runUntil(timeline.clock().elapsed() + by.toNanos());
  }

  /** Does something to the process, where it is up. */
  void ifUp(Consumer<Kernel> doing) {
    Kernel now = kernel;
    if (now != null) {
      doing.accept(now);
    }
  }

  /** Does something to the process, where it is up and its threads are stepped. */
  void ifStepped(Consumer<SteppedKernel> doing) {
    if (kernel instanceof SteppedKernel stepped) {
      doing.accept(stepped);
    }
  }

  /** Starts the process, where it is down. */
  void boot() {
    if (kernel != null) {
      return;
    }
    told = 0;
    if (setup.wire()) {
      kernel = new WireKernel(parts, probe);
      return;
    }
    Timeline.Actor net = new Timeline.Actor();
    kernel =
        new SteppedKernel(
            parts,
            net,
            new VirtualNet(timeline, net, yard.ports(), setup.carrier()),
            setup.grain());
  }

  /** Kills the process. */
  void kill() {
    tell();
    Kernel now = kernel;
    if (now != null) {
      now.kill();
      kernel = null;
    }
  }

  /** The process, null while it is down. */
  @Nullable Kernel kernel() {
    return kernel;
  }

  /** What people see of the site, null while the process is down. */
  @Nullable Site site() {
    Kernel now = kernel;
    return now == null ? null : now.site();
  }

  Yard yard() {
    return yard;
  }

  Probe probe() {
    return probe;
  }

  Path home() {
    return home;
  }

  Setup setup() {
    return setup;
  }

  WorldClock clock() {
    return timeline.clock();
  }

  /** Time since the run began. */
  long elapsed() {
    return timeline.clock().elapsed();
  }

  /** Steps of the plant so far. */
  long steps() {
    return steps;
  }

  /** Plans something, whatever becomes of the process. */
  void after(Duration later, Runnable run) {
    timeline.after(nature, later.toNanos(), run);
  }

  @Override
  public void close() {
    kill();
    if (served != null) {
      served.close();
    }
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
