package org.busbar.profile.message;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.busbar.api.vocabulary.Natures;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Nearest;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Section;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.read.HeadReader;
import org.busbar.profile.read.Keys;

/** Reads a profile of a device that speaks in documents; all problems at once. */
public final class MessageReader {
  private static final Pattern KIND =
      Pattern.compile("(?m)^transport:\\s*\\{?\\s*kind:\\s*[\"']?(http|mqtt)\\b");
  private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9-]*");
  private static final List<String> TAKEN = List.of("value", "timer");

  private final Section root;

  private MessageReader(Section root) {
    this.root = root;
  }

  /** Whether a profile is of a kind that is read here; looks at its text only. */
  public static boolean isFor(String text) {
    return KIND.matcher(text).find();
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static MessageProfile read(Path file) throws ConfigException {
    return read(String.valueOf(file.getFileName()), Document.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException with everything that is wrong with it
   */
  public static MessageProfile parse(String name, String text) throws ConfigException {
    return read(name, Document.parse(name, text));
  }

  private static MessageProfile read(String name, Section root) throws ConfigException {
    MessageProfile profile = new MessageReader(root).profile();
    root.finish();
    List<Problem> wrong = MessageVectorCheck.run(name, profile);
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong);
    }
    return profile;
  }

  private MessageProfile profile() {
    Map<String, String> terminals = root.scalars("terminals");
    Keys keys = new Keys(terminals);
    Section transport = root.section("transport");
    String kind = transport.text("kind");
    boolean http = kind.equals("http");
    Map<String, MessageProfile.Setting> settings = settings();
    DocumentReader documents = new DocumentReader(root, http, settings.keySet());
    transport.optionalText("from").ifPresent(documents::preset);
    MessagePointReader values = new MessagePointReader(root, keys, documents);
    List<MessagePoint> points = values.points();
    List<Proof> proofs = values.proofs();
    List<MessageWrite> writes =
        new MessageWriteReader(keys, http ? "GET" : "", settings.keySet()).read(root);
    writes.forEach(write -> keys.declare(write.key()));
    Map<String, List<PointKey>> inverts = inverts(keys);
    MessageProfile profile =
        new MessageProfile(
            head(keys, terminals),
            kind,
            settings,
            documents.all(),
            proofs,
            points,
            writes,
            inverts,
            new MessageVectorReader(keys, documents, http).read(root));
    natures(profile);
    MessageVectorCheck.complete(root, profile);
    return profile;
  }

  private MessageProfile.Head head(Keys keys, Map<String, String> terminals) {
    HeadReader head = new HeadReader(root);
    root.text("licence");
    head.evidence();
    root.texts("capabilities");
    root.texts("caveats");
    return new MessageProfile.Head(
        head.id(),
        root.integer("version", 1, 1_000_000),
        root.text("name"),
        root.text("maker"),
        head.models(),
        root.text("nature"),
        terminals,
        head.maturity(),
        head.polls(),
        head.protectiveLimits(keys),
        head.reaction());
  }

  private Map<String, MessageProfile.Setting> settings() {
    Map<String, MessageProfile.Setting> settings = new TreeMap<>();
    root.sections("settings")
        .forEach(
            (name, section) -> {
              if (!SETTING.matcher(name).matches() || TAKEN.contains(name)) {
                section.problem("", "has a name that cannot be used", "Write letters and digits");
              }
              String text = section.text("text");
              Optional<String> usual = section.optionalText("default");
              if (usual.isPresent() && !Template.isHarmless(usual.get())) {
                section.problem("default", "holds quotes, backslashes or controls", "");
              }
              settings.put(name, new MessageProfile.Setting(text, usual));
            });
    return settings;
  }

  private Map<String, List<PointKey>> inverts(Keys keys) {
    Map<String, List<PointKey>> inverts = new TreeMap<>();
    root.sections("options")
        .forEach(
            (name, section) ->
                inverts.put(
                    name,
                    section.texts("negates").stream()
                        .flatMap(point -> keys.known(section, "negates", point).stream())
                        .toList()));
    return inverts;
  }

  private void natures(MessageProfile profile) {
    nature("nature", profile.head().nature(), "", profile);
    profile
        .head()
        .terminals()
        .forEach((name, nature) -> nature("terminals", nature, name, profile));
  }

  private void nature(String at, String id, String terminal, MessageProfile profile) {
    Natures.of(id)
        .ifPresentOrElse(
            nature ->
                nature.required().stream()
                    .map(point -> new PointKey(terminal, point, 0))
                    .filter(needed -> profile.point(needed).isEmpty())
                    .forEach(
                        needed ->
                            root.problem(at, "needs the point " + needed, "Add it under points")),
            () -> {
              List<String> known = Natures.all().stream().map(n -> n.id()).toList();
              root.problem(at, "is no nature", Nearest.remedy(id, known));
            });
  }
}
