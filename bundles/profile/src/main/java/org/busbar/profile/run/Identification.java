package org.busbar.profile.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.Words;
import org.busbar.profile.api.Identity;

/** Compares what a device holds with what proves it. Confined to the connection's thread. */
final class Identification {
  /** Modbus exceptions that say "no such thing here": function, address, value. */
  private static final int LAST_CODE_OF_ABSENCE = 3;

  private final List<Identity> identities;
  private final int unit;
  private final Map<Identity, String> verdicts = new HashMap<>();

  Identification(List<Identity> identities, int unit) {
    this.identities = identities;
    this.unit = unit;
  }

  List<ReadItem> items() {
    return identities.stream()
        .map(identity -> (ReadItem) identity.register().of(unit))
        .distinct()
        .toList();
  }

  /** Nothing is known of the device any more. */
  void forget() {
    verdicts.clear();
  }

  void received(ReadItem item, Words words) {
    for (Identity identity : identities) {
      if (identity.register().of(unit).equals(item)) {
        double held = identity.register().coding().decode(words);
        boolean right = identity.expected().contains(held);
        verdicts.put(
            identity,
            right ? "" : text(identity) + " holds " + held + " instead of " + identity.expected());
      }
    }
  }

  /** A device that has no such register is another device; silence says nothing. */
  void failed(ReadItem item, DeviceException cause) {
    if (!(cause instanceof DeviceException.Rejected refused)
        || refused.code() > LAST_CODE_OF_ABSENCE) {
      return;
    }
    for (Identity identity : identities) {
      if (identity.register().of(unit).equals(item)) {
        verdicts.put(identity, text(identity) + " does not exist");
      }
    }
  }

  private static String text(Identity identity) {
    return "register " + identity.register().at();
  }

  /** What is wrong; empty text where all is right, nothing where not all was answered yet. */
  Optional<String> verdict() {
    Optional<String> wrong =
        verdicts.values().stream().filter(text -> !text.isEmpty()).sorted().findFirst();
    return wrong.isPresent() || verdicts.size() < identities.size() ? wrong : Optional.of("");
  }
}
