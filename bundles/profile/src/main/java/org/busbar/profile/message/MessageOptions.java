package org.busbar.profile.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.config.api.Nearest;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.run.OptionWords;

/** Applies what a site says of its device: a profile goes in, a profile comes out. */
final class MessageOptions {

  private MessageOptions() {}

  /**
   * The profile as this site wants it, with all settings filled in.
   *
   * @throws IllegalArgumentException naming the option, its value and the remedy
   */
  static MessageProfile apply(MessageProfile profile, Map<String, String> options) {
    Map<String, String> texts = new HashMap<>();
    profile
        .settings()
        .forEach((name, setting) -> setting.usual().ifPresent(text -> texts.put(name, text)));
    Map<PollClass, Duration> polls = new EnumMap<>(PollClass.class);
    List<String> inverts = new ArrayList<>();
    for (Map.Entry<String, String> option : new TreeMap<>(options).entrySet()) {
      String name = option.getKey();
      String value = option.getValue();
      Optional<PollClass> poll = OptionWords.pollClass(name);
      if (poll.isPresent()) {
        polls.put(poll.get(), OptionWords.period(name, value));
      } else if (profile.settings().containsKey(name)) {
        texts.put(name, harmless(name, value));
      } else if (profile.inverts().containsKey(name)) {
        if (OptionWords.isOn(name, value)) {
          inverts.add(name);
        }
      } else {
        throw unknown(profile, name);
      }
    }
    for (String name : new TreeSet<>(profile.settings().keySet())) {
      if (!texts.containsKey(name)) {
        throw new IllegalArgumentException(
            "option '" + name + "' is missing; " + profile.head().id() + " needs it");
      }
    }
    MessageProfile result = filled(profile, new Template(texts), profile.polls(polls));
    for (String name : inverts) {
      result = result.inverted(name);
    }
    return result;
  }

  private static MessageProfile filled(
      MessageProfile profile, Template template, Map<PollClass, Duration> polls) {
    Map<String, DocumentSpec> documents = new HashMap<>();
    profile.documents().forEach((name, document) -> documents.put(name, document.with(template)));
    documents.values().forEach(DocumentSpec::source);
    return new MessageProfile(
        profile.head().with(profile.head().maturity(), polls),
        profile.kind(),
        Map.of(),
        documents,
        profile.proofs(),
        profile.points().stream().map(point -> point.with(template)).toList(),
        profile.writes().stream().map(write -> write.with(template)).toList(),
        profile.inverts(),
        profile.vectors());
  }

  private static String harmless(String name, String value) {
    if (!Template.isHarmless(value)) {
      throw new IllegalArgumentException(
          "option '" + name + "' = '" + value + "' holds quotes, backslashes or controls");
    }
    return value;
  }

  private static IllegalArgumentException unknown(MessageProfile profile, String name) {
    TreeSet<String> known = new TreeSet<>(profile.settings().keySet());
    known.addAll(profile.inverts().keySet());
    for (PollClass poll : PollClass.values()) {
      known.add(OptionWords.optionOf(poll));
    }
    return new IllegalArgumentException(
        "option '"
            + name
            + "' is not known to "
            + profile.head().id()
            + ". "
            + Nearest.remedy(name, known));
  }
}
