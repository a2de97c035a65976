package org.busbar.marketplace.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.busbar.config.api.ConfigException;
import org.busbar.profile.message.MessageReader;
import org.busbar.profile.read.ProfileReader;

/** The conformance suite of profiles: the schema, the rules of their nature, their own vectors. */
final class Conformance {
  private Conformance() {}

  /** What is wrong with a profile; empty where nothing is. */
  static List<String> problems(Path profile) throws IOException {
    try {
      if (MessageReader.isFor(Files.readString(profile))) {
        MessageReader.read(profile);
      } else {
        ProfileReader.read(profile);
      }
      return List.of();
    } catch (ConfigException wrong) {
      return wrong.problems().stream().map(Object::toString).toList();
    }
  }
}
