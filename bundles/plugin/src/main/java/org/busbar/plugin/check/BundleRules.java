package org.busbar.plugin.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.Refusal;
import org.busbar.plugin.format.RefusedException;
import org.busbar.plugin.format.Tier;
import org.busbar.plugin.trust.Publisher;

/**
 * What the bundle of a plug-in may be and do, by what the plug-in says it is. It is containment,
 * not a sandbox: whoever builds names by reflection is left to review.
 */
final class BundleRules {
  private static final List<String> RESERVED =
      List.of("org.busbar.api.transport", "org.busbar.api.device.write");
  private static final Pattern PLATFORM =
      Pattern.compile("org\\.busbar\\.(api|config|core|safety|profile|plugin|sim|testkit)(\\..*)?");

  /** What has everything done by the platform: threads, connections, files. */
  private static final Set<Kind> QUIET = Set.of(Kind.PROFILE, Kind.DRIVER, Kind.MODE, Kind.GRID);

  /** What speaks protocols of its own, so that no platform could do it for them. */
  private static final Set<Kind> TALKING = Set.of(Kind.TRANSPORT, Kind.PROTOCOL, Kind.HISTORY);

  private final PluginFeature feature;
  private final Tier tier;
  private final Publisher publisher;

  BundleRules(PluginFeature feature, Tier tier, Publisher publisher) {
    this.feature = feature;
    this.tier = tier;
    this.publisher = publisher;
  }

  /** Refuses the first thing that must not be. */
  void require(BundleFacts facts, String where) throws RefusedException {
    for (Rule rule : rules()) {
      rule.require(facts, where);
    }
  }

  /** All that must not be. */
  List<Refusal> findings(BundleFacts facts, String where) {
    List<Refusal> findings = new ArrayList<>();
    for (Rule rule : rules()) {
      try {
        rule.require(facts, where);
      } catch (RefusedException e) {
        findings.add(e.refusal());
      }
    }
    return findings;
  }

  @FunctionalInterface
  private interface Rule {
    void require(BundleFacts facts, String where) throws RefusedException;
  }

  private List<Rule> rules() {
    return List.of(this::name, this::contracts, this::nativeCode, this::calls);
  }

  private void name(BundleFacts facts, String where) throws RefusedException {
    String name = facts.symbolicName();
    if (facts.headers().containsKey("Fragment-Host")) {
      throw refused(
          Reason.WRITE_IMPORT, name + " is a fragment and would grow into its host", where);
    }
    if (PLATFORM.matcher(name).matches()) {
      throw refused(Reason.FOREIGN_NAME, name + " bears a name of the platform", where);
    }
    boolean library = !name.startsWith("org.busbar.") && tier.mayBringNativeCode();
    if (!publisher.owns(name) && !library) {
      throw refused(
          Reason.FOREIGN_NAME, name + " is no name of the publisher " + publisher.name(), where);
    }
    if (publisher.owns(name)) {
      for (String exported : BundleHeaders.names(facts.headers(), "Export-Package")) {
        if (!exported.endsWith(".api")) {
          throw refused(
              Reason.UNDECLARED,
              name + " exports " + exported + ", and plug-ins export nothing",
              where);
        }
      }
    }
  }

  private void contracts(BundleFacts facts, String where) throws RefusedException {
    if (feature.isFieldSide()) {
      return;
    }
    String found =
        facts.reserved().stream().findFirst().or(() -> imported(facts.headers())).orElse("");
    if (!found.isEmpty()) {
      throw new RefusedException(
          Reason.WRITE_IMPORT,
          facts.symbolicName()
              + " reaches for "
              + found
              + ", which only drivers and transports may",
          where,
          "Do not install it; its publisher must propose instead of writing");
    }
  }

  /** What a manifest imports that not everybody may. */
  static Optional<String> imported(Map<String, String> headers) {
    return Stream.concat(
            Stream.of("Import-Package", "DynamicImport-Package")
                .flatMap(header -> BundleHeaders.names(headers, header).stream())
                .filter(BundleRules::reaches),
            Stream.concat(
                // Of a bundle that is required comes every package it exports.
                BundleHeaders.names(headers, "Require-Bundle").stream()
                    .filter(name -> PLATFORM.matcher(name).matches()),
                BundleHeaders.names(headers, "Require-Capability").stream()
                    .filter(name -> name.startsWith("osgi.wiring."))))
        .findFirst();
  }

  private static boolean reaches(String pattern) {
    if (PLATFORM.matcher(pattern).matches() && !pattern.startsWith("org.busbar.api")) {
      return true;
    }
    return RESERVED.stream()
        .anyMatch(
            reserved ->
                pattern.endsWith("*")
                    ? reserved.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(reserved) || pattern.startsWith(reserved + "."));
  }

  private void nativeCode(BundleFacts facts, String where) throws RefusedException {
    if (facts.nativeCode().isEmpty()) {
      return;
    }
    String what = facts.nativeCode().iterator().next();
    if (!tier.mayBringNativeCode()) {
      throw new RefusedException(
          Reason.NATIVE_CODE,
          "it brings native code (" + what + "), which only core and verified plug-ins may",
          where,
          "Ask its publisher for one without, or to have it verified");
    }
    if (!feature.needs().nativeCode()) {
      throw refused(
          Reason.NATIVE_CODE, "it brings native code (" + what + ") and does not say so", where);
    }
  }

  private void calls(BundleFacts facts, String where) throws RefusedException {
    for (Call call : Call.values()) {
      Set<String> callers = facts.callers(call);
      if (!callers.isEmpty() && isForbidden(call, facts)) {
        throw new RefusedException(
            Reason.FORBIDDEN_CALL,
            callers.iterator().next() + " " + call.words() + ", which one of its kind must not",
            where,
            call == Call.SOCKET && !isQuiet()
                ? "Its publisher uses org.busbar.api.http, or has it verified"
                : "Its publisher uses what the platform hands it: executor, clock, connection");
      }
    }
    Set<String> talkers = new TreeSet<>(facts.callers(Call.SOCKET));
    talkers.addAll(facts.callers(Call.HTTP));
    boolean named = feature.kinds().contains(Kind.TRANSPORT) || !feature.needs().hosts().isEmpty();
    if (!talkers.isEmpty() && !named && publisher.owns(facts.symbolicName())) {
      throw refused(
          Reason.UNDECLARED,
          talkers.iterator().next() + " opens connections, and its feature names no host",
          where);
    }
  }

  private boolean isForbidden(Call call, BundleFacts facts) {
    return switch (call) {
      case EXIT, PROCESS, FRAMEWORK, PLATFORM -> publisher.owns(facts.symbolicName());
      case SOCKET -> isQuiet() || publisher.owns(facts.symbolicName()) && !mayOpenConnections();
      case THREAD, HTTP, FILE, REFLECTION, PROCESS_STATE, FACE -> isQuiet();
    };
  }

  private boolean isQuiet() {
    return feature.kinds().stream().allMatch(QUIET::contains);
  }

  /** Whose work it is, or whom the operator has reviewed; others ask the platform for HTTP. */
  private boolean mayOpenConnections() {
    return tier.mayOpenConnections() || feature.kinds().stream().anyMatch(TALKING::contains);
  }

  private static RefusedException refused(Reason reason, String what, String where) {
    return new RefusedException(reason, what, where, "Do not install it; tell the publisher");
  }
}
