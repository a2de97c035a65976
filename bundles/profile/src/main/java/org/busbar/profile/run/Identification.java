package org.busbar.profile.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Identity;
import org.busbar.profile.api.Shown;

/** Compares what a device holds with what proves it. Confined to the connection's thread. */
final class Identification {
  /** Modbus exceptions that say "no such thing here": function, address, value. */
  private static final int LAST_CODE_OF_ABSENCE = 3;

  private final List<Identity> identities;
  private final int unit;
  private final List<Shown> shown;
  private final Map<Identity, String> verdicts = new HashMap<>();
  private final Map<String, String> texts = new TreeMap<>();

  Identification(List<Identity> identities, List<Shown> shown, int unit) {
    this.identities = identities;
    this.shown = shown;
    this.unit = unit;
  }

  List<ReadItem> items() {
    return Stream.concat(identities.stream(), shown.stream().map(Shown::identity))
        .map(identity -> (ReadItem) identity.of(unit))
        .distinct()
        .toList();
  }

  /**
   * What the device calls itself, {@code firmware 1.4, serial 4711}; empty where it says nothing.
   */
  String texts() {
    return texts.entrySet().stream()
        .map(text -> text.getKey() + " " + text.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Nothing is known of the device any more. */
  void forget() {
    verdicts.clear();
  }

  void received(ReadItem item, Words words) {
    for (Identity identity : identities) {
      if (identity.of(unit).equals(item)) {
        verdicts.put(
            identity,
            identity.holds(words)
                ? ""
                : text(identity)
                    + " holds "
                    + identity.shown(words)
                    + " instead of "
                    + identity.wanted());
      }
    }
    for (Shown one : shown) {
      if (one.identity().of(unit).equals(item)) {
        String text = Identity.text(words, ((Identity.Text) one.identity().test()).isSwapped());
        texts.put(one.name(), text.replaceAll("[^\\x20-\\x7e]", "?"));
      }
    }
  }

  /** A device that has no such register is another device; silence says nothing. */
  void failed(ReadItem item, DeviceException cause) {
    if (!isAbsent(cause)) {
      return;
    }
    for (Identity identity : identities) {
      if (identity.of(unit).equals(item)) {
        verdicts.put(identity, text(identity) + " does not exist");
      }
    }
  }

  /** Whether a device says that it has no such registers. */
  static boolean isAbsent(DeviceException cause) {
    return cause instanceof DeviceException.Rejected refused
        && refused.code() <= LAST_CODE_OF_ABSENCE;
  }

  private static String text(Identity identity) {
    return "register " + identity.at();
  }

  /** What is wrong; empty text where all is right, nothing where not all was answered yet. */
  Optional<String> verdict() {
    Optional<String> wrong =
        verdicts.values().stream().filter(text -> !text.isEmpty()).sorted().findFirst();
    return wrong.isPresent() || verdicts.size() < identities.size() ? wrong : Optional.of("");
  }
}
