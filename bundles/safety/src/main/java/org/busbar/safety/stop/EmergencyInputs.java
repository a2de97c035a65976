package org.busbar.safety.stop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.EmergencyConfig;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;

/**
 * The wired inputs of a site: energised while all is well. A channel that is not energised stops at
 * once, on the thread that receives it; one that is not known any more when its value has expired.
 * Two channels that differ for longer than they may make the input faulty: it can be reset only
 * after both have been seen off and on again. No lock.
 */
public final class EmergencyInputs {
  private static final double ENERGISED = 0.5;

  /** Is told what stops the site; idempotent. */
  @FunctionalInterface
  public interface Stop {
    /** Stops the site because of an input, with a sentence for people. */
    void stop(EmergencyConfig.Input input, String text);
  }

  private final Map<Address, Channel> channels = new HashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final Stop stop;

  /**
   * Inputs of which nothing is known yet.
   *
   * @param patienceNanos how long they may stay unknown at first
   */
  public EmergencyInputs(
      List<EmergencyConfig.Input> configs, Stop stop, long nowNanos, long patienceNanos) {
    this.stop = stop;
    for (EmergencyConfig.Input config : configs) {
      List<Channel> own = new ArrayList<>();
      for (Address address : config.channels()) {
        Channel channel = new Channel(address, nowNanos + patienceNanos);
        own.add(channel);
        channels.put(address, channel);
      }
      inputs.add(new Input(config, own));
    }
  }

  /** Takes a sample as judged; stops where it says so. On the thread that receives it. */
  public void heard(Sample judged, long nowNanos) {
    Channel channel = channels.get(judged.address());
    if (channel == null || !Double.isFinite(judged.usableAt(nowNanos))) {
      return; // What is unknown counts once the last good value has expired.
    }
    boolean energised = judged.value() >= ENERGISED;
    boolean fell = channel.hear(energised, judged.expiresNanos(), nowNanos);
    if (fell) {
      for (Input input : inputs) {
        if (input.channels.contains(channel)) {
          stop.stop(input.config, input.sentence("is open (" + channel.address + ")"));
        }
      }
    }
  }

  /** Stops what is not energised or not known; notes channels that differ. Lease thread. */
  public void tend(long nowNanos) {
    for (Input input : inputs) {
      input.compare(nowNanos);
      input.wrong(nowNanos, true).ifPresent(text -> stop.stop(input.config, input.sentence(text)));
    }
  }

  /** Why the site cannot be reset, empty where every input is energised and known. */
  public Optional<String> stands(long nowNanos) {
    for (Input input : inputs) {
      Optional<String> wrong = input.wrong(nowNanos, false);
      if (wrong.isPresent()) {
        return Optional.of(input.sentence(wrong.get()));
      }
    }
    return Optional.empty();
  }

  /** Names of the inputs of which not every channel was seen off and on since the start. */
  public List<String> unproven() {
    return inputs.stream()
        .filter(input -> !input.channels.stream().allMatch(c -> c.proven))
        .map(input -> input.config.id())
        .toList();
  }

  /** A channel as it was heard last. */
  private record Heard(boolean energised, long expiresNanos) {}

  private static final class Channel {
    final Address address;
    final long unknownUntilNanos;
    volatile @Nullable Heard heard;
    volatile boolean proven;

    /** Whether it was seen off since the input was found faulty, and on again after that. */
    volatile boolean seenOff;

    volatile boolean cycled;

    Channel(Address address, long unknownUntilNanos) {
      this.address = address;
      this.unknownUntilNanos = unknownUntilNanos;
    }

    /** Returns whether it is off now and was not before. */
    boolean hear(boolean energised, long expiresNanos, long nowNanos) {
      Heard before = heard;
      heard = new Heard(energised, expiresNanos);
      if (!energised) {
        seenOff = true;
        cycled = false;
      } else if (seenOff) {
        cycled = true;
        proven = true;
      }
      boolean stood = before != null && !before.energised && nowNanos - before.expiresNanos <= 0;
      return !energised && !stood;
    }

    boolean isEnergised() {
      Heard now = heard;
      return now != null && now.energised;
    }

    /** Empty where it is energised and known. */
    String wrong(long nowNanos, boolean patient) {
      Heard now = heard;
      if (now == null) {
        boolean waits = patient && nowNanos - unknownUntilNanos <= 0;
        return waits ? "" : "was never read (" + address + ")";
      }
      if (nowNanos - now.expiresNanos > 0) {
        return "has no fresh value (" + address + ")";
      }
      return now.energised ? "" : "is open (" + address + ")";
    }
  }

  private static final class Input {
    final EmergencyConfig.Input config;
    final List<Channel> channels;
    private long differsSinceNanos;
    private boolean differs;
    private volatile boolean faulty;

    Input(EmergencyConfig.Input config, List<Channel> channels) {
      this.config = config;
      this.channels = List.copyOf(channels);
    }

    /** On the lease thread only. */
    void compare(long nowNanos) {
      boolean known = channels.stream().allMatch(c -> c.heard != null);
      boolean on = channels.stream().allMatch(Channel::isEnergised);
      boolean off = channels.stream().noneMatch(Channel::isEnergised);
      if (!known || on || off) {
        differs = false;
      } else if (!differs) {
        differs = true;
        differsSinceNanos = nowNanos;
      } else if (!faulty && nowNanos - differsSinceNanos > config.discrepancy().toNanos()) {
        for (Channel channel : channels) {
          channel.seenOff = !channel.isEnergised();
          channel.cycled = false;
        }
        faulty = true;
      }
      if (faulty && on && channels.stream().allMatch(c -> c.cycled)) {
        faulty = false;
      }
    }

    Optional<String> wrong(long nowNanos, boolean patient) {
      for (Channel channel : channels) {
        String wrong = channel.wrong(nowNanos, patient);
        if (!wrong.isEmpty()) {
          return Optional.of(wrong);
        }
      }
      return faulty
          ? Optional.of(
              "had channels that differed for longer than "
                  + config.discrepancy().toMillis()
                  + " ms; open and close it once")
          : Optional.empty();
    }

    String sentence(String wrong) {
      String text = config.text().isEmpty() ? "" : " " + config.text();
      return "Input " + config.id() + " (" + config.kind() + ") " + wrong + "." + text;
    }
  }
}
