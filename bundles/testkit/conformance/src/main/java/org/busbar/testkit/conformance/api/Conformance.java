package org.busbar.testkit.conformance.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.write.Driver;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Transport;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.profile.api.DocumentTwin;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.Variant;
import org.busbar.testkit.conformance.api.Report.Check;
import org.busbar.testkit.conformance.api.Report.Outcome;

/**
 * Tries a profile or a driver against a simulated device over a real socket. One line runs it:
 * {@code Conformance.of(driver, transport).run(profile)}. Blocks for some seconds; any thread.
 */
public final class Conformance {
  private static final double NANOS = 1e9;
  private static final String TRIED = "conformance";
  private static final Map<String, String> POLLS =
      Map.of("poll-fast", "30 ms", "poll-normal", "60 ms", "poll-slow", "120 ms");

  private final Driver driver;
  private final Transport transport;
  private final Effort effort;
  private final Map<String, String> options;

  /** How long things are tried. */
  public enum Effort {
    /** A sample, about three seconds for a device. */
    BRIEF(5, 20),
    /** All of it, about ten seconds for a device. */
    FULL(60, 100);

    private final int fuzzRounds;
    private final int swaps;

    Effort(int fuzzRounds, int swaps) {
      this.fuzzRounds = fuzzRounds;
      this.swaps = swaps;
    }

    int fuzzRounds() {
      return fuzzRounds;
    }

    int swaps() {
      return swaps;
    }
  }

  private Conformance(
      Driver driver, Transport transport, Effort effort, Map<String, String> options) {
    this.driver = driver;
    this.transport = transport;
    this.effort = effort;
    this.options = options;
  }

  /** With the driver that runs profiles, or another, and the transport they are for. */
  public static Conformance of(Driver driver, Transport transport) {
    return new Conformance(driver, transport, Effort.FULL, POLLS);
  }

  /** The same, tried shorter or longer. */
  public Conformance with(Effort other) {
    return new Conformance(driver, transport, other, options);
  }

  /**
   * The same with these options of the device, for a driver in code: it is tried against a device
   * made of a profile, its register table.
   */
  public Conformance with(Map<String, String> others) {
    return new Conformance(driver, transport, effort, Map.copyOf(others));
  }

  /** Tries a profile and each of its variants against a device made of it. */
  public Report run(Profile profile) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("profile", profile.id() + " version " + profile.version());
    facts.put("device", profile.maker() + " " + String.join(", ", profile.models()));
    facts.put("nature", profile.nature());
    facts.put("maturity", profile.maturity().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    facts.put("source", profile.evidence().source());
    facts.put("date", Clock.system().instant().toString().substring(0, 10));
    facts.put("peer", "simulated from the profile itself, Modbus TCP over a socket");
    List<Check> checks = new ArrayList<>();
    checks.addAll(run(profile, ""));
    for (Variant variant : profile.variants()) {
      checks.addAll(run(profile.as(variant), variant.name()));
    }
    return new Report(profile.id(), facts, checks);
  }

  /** Tries a device that speaks in documents, over HTTP or MQTT; wants the transport for it. */
  public Report run(DocumentTwin twin) {
    Map<String, String> facts = new LinkedHashMap<>(twin.facts());
    facts.put("date", Clock.system().instant().toString().substring(0, 10));
    facts.put("peer", "simulated from the profile itself, " + twin.kind() + " over a socket");
    Map<String, String> all = new HashMap<>(twin.options());
    all.putAll(options);
    try (DocumentPeer peer = new DocumentPeer(twin)) {
      return new Report(twin.id(), facts, run(config(twin.id(), peer, all), peer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DeviceConfig config(String type, Peer peer, Map<String, String> told) {
    return new DeviceConfig(
        new NodeId("tried"), driver.id(), type, "peer", peer.unit(), told, Set.of(), TRIED);
  }

  private List<Check> run(Profile profile, String variant) {
    try (ProfilePeer peer = new ProfilePeer(profile)) {
      DeviceConfig config = config(profile.id(), peer, options);
      return run(config, peer).stream()
          .map(
              check ->
                  variant.isEmpty()
                      ? check
                      : new Check(
                          variant + ": " + check.name(),
                          check.outcome(),
                          check.text(),
                          check.tookS()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tries a device of a driver against a peer that behaves like it. */
  public List<Check> run(DeviceConfig config, Peer peer) {
    Checks tried = new Checks(effort, peer);
    List<Check> done = new ArrayList<>();
    try (Trial trial = new Trial(driver, config, transport, peer)) {
      tried
          .all()
          .forEach(
              (name, check) -> {
                long start = Clock.system().nanos();
                Check outcome;
                try {
                  String text = check.run(trial);
                  outcome = new Check(name, Outcome.PASSED, text, since(start));
                } catch (Checks.NotRun why) {
                  outcome = new Check(name, Outcome.NOT_RUN, text(why), since(start));
                } catch (RuntimeException wrong) {
                  outcome = new Check(name, Outcome.FAILED, text(wrong), since(start));
                }
                done.add(outcome);
                tried.tidy();
              });
    }
    return done;
  }

  private static double since(long startNanos) {
    return (Clock.system().nanos() - startNanos) / NANOS;
  }

  private static String text(RuntimeException why) {
    return String.valueOf(why.getMessage());
  }
}
