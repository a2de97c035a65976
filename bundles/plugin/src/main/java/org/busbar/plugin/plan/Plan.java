package org.busbar.plugin.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.busbar.plugin.format.Kind;
import org.busbar.plugin.format.Migration;
import org.busbar.plugin.format.Needs;
import org.busbar.plugin.format.PluginFeature;
import org.busbar.plugin.format.Words;
import org.busbar.plugin.trust.Revocation;
import org.osgi.framework.VersionRange;

/**
 * What a request comes to, before anything is done. Whoever consents, consents to this.
 *
 * @param request what was wanted
 * @param resolution plug-ins that come and go
 * @param added the features of those that come, in the same order, as their publishers signed them
 * @param signers who signed each, in the same order
 * @param advice what is said against them without keeping them out
 */
public record Plan(
    Request request,
    Resolution resolution,
    List<PluginFeature> added,
    List<String> signers,
    List<Revocation> advice) {
  /** Copies. */
  public Plan {
    added = List.copyOf(added);
    signers = List.copyOf(signers);
    advice = List.copyOf(advice);
  }

  /** Sentences for the person who decides. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < added.size(); i++) {
      Offer offer = resolution.added().get(i);
      words.add(
          comes(offer)
              + ", signed by "
              + signers.get(i)
              + ", tier "
              + Words.word(offer.tier())
              + ", "
              + bundles(added.get(i))
              + ", "
              + kilobytes(offer.size())
              + ".");
    }
    resolution.removed().forEach(offer -> words.add("Removes " + offer.title() + "."));
    resolution.shared().forEach(part -> words.add("Uses " + part + ", which is there already."));
    for (PluginFeature feature : added) {
      asks(feature, words);
      for (Migration migration : migrations(feature)) {
        words.add(
            "Changes stored configuration of "
                + migration.of()
                + " in "
                + migration.steps().size()
                + " steps, on a copy.");
      }
    }
    words.add(restarts());
    advice.forEach(
        each ->
            words.add("Its catalogue advises against " + each.id() + ": " + each.reason() + "."));
    return words;
  }

  private String comes(Offer offer) {
    return resolution.replaced().stream()
        .filter(old -> old.id().equals(offer.id()))
        .findFirst()
        .map(old -> "Changes " + old.title() + " to " + offer.versionText())
        .orElse("Adds " + offer.title());
  }

  private static String bundles(PluginFeature feature) {
    int count = feature.bundles().size();
    return count == 0 ? "no code" : count == 1 ? "1 bundle" : count + " bundles";
  }

  private static String kilobytes(long size) {
    return String.format(Locale.ROOT, "%,d kB", Math.max(1, size / 1000));
  }

  private static void asks(PluginFeature feature, List<String> words) {
    Needs needs = feature.needs();
    String who = feature.title();
    if (!needs.reads().isEmpty()) {
      words.add(who + " asks to read " + all(needs.reads()) + ".");
    }
    if (!needs.levels().isEmpty()) {
      words.add(who + " asks to propose at " + all(needs.levels()) + ".");
    }
    if (!needs.hosts().isEmpty()) {
      words.add(who + " asks to talk to " + all(needs.hosts()) + ".");
    }
    if (!needs.transports().isEmpty()) {
      words.add(who + " reaches devices by " + all(needs.transports()) + ".");
    }
    if (needs.nativeCode()) {
      words.add(who + " brings native code; changing it later needs a restart.");
    }
    if (feature.isFieldSide()) {
      words.add(
          who + " is a " + Words.word(Kind.DRIVER) + " or transport: it can write to devices.");
    }
  }

  private static String all(List<String> names) {
    return names.contains("*") ? "everything" : String.join(", ", names);
  }

  /** Migrations that hold for what is replaced. */
  public List<Migration> migrations(PluginFeature feature) {
    return resolution.replaced().stream()
        .filter(old -> old.id().equals(feature.name()))
        .flatMap(
            old ->
                feature.migrations().stream()
                    .filter(each -> new VersionRange(each.from()).includes(old.version())))
        .toList();
  }

  /** Native code is of the JVM until it ends; everything else comes and goes beside the rest. */
  public boolean needsRestart() {
    return !resolution.replaced().isEmpty()
        && added.stream().anyMatch(feature -> feature.needs().nativeCode());
  }

  private String restarts() {
    return needsRestart()
        ? "The gateway restarts: native code cannot be exchanged while it runs."
        : "Nothing that is installed restarts.";
  }
}
