package org.busbar.profile.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.busbar.api.transport.Table;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Problem;
import org.busbar.config.api.Section;
import org.busbar.profile.api.Option;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.Profile;
import org.busbar.profile.api.ProfilePoint;
import org.busbar.profile.api.Variant;
import org.busbar.profile.api.WordOrder;

/** Reads one profile: format, meaning and vectors; all problems at once. */
public final class ProfileReader {

  private final Section root;

  private ProfileReader(Section root) {
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static Profile read(Path file) throws ConfigException {
    return read(String.valueOf(file.getFileName()), Document.read(file));
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @throws ConfigException with everything that is wrong with it
   */
  public static Profile parse(String name, String text) throws ConfigException {
    return read(name, Document.parse(name, text));
  }

  private static Profile read(String name, Section root) throws ConfigException {
    Profile profile = new ProfileReader(root).profile();
    Rules.check(root, profile);
    root.finish();
    List<Problem> wrong = VectorCheck.run(name, profile);
    if (!wrong.isEmpty()) {
      throw new ConfigException(wrong);
    }
    return profile;
  }

  private Profile profile() {
    HeadReader head = new HeadReader(root);
    String id = head.id();
    Map<String, String> terminals = root.scalars("terminals");
    Section transport = root.section("transport");
    if (!transport.text("kind").equals("modbus")) {
      transport.problem("kind", "is not known", "Write modbus");
    }
    RegisterReader registers =
        new RegisterReader(
            transport.choice("table", Table.class, Table.HOLDING),
            RegisterReader.order(transport, WordOrder.HIGH_FIRST));
    IdentityReader identities = new IdentityReader(registers);
    List<ProfilePoint> inputs = RawReader.read(root, registers);
    root.section("points").open();
    Map<String, Named> points = Named.of(root, "points");
    Map<String, Named> writes = Named.of(root, "writes");
    Body body = Body.read(new Keys(terminals), registers, inputs, points, writes);
    VariantReader variants = new VariantReader(terminals, registers, inputs);
    List<Variant> read = variants.read(root, points, writes);
    Keys keys = body.keys();
    List<Option> options = options(keys);
    return new Profile(
        id,
        root.integer("version", 1, 1_000_000),
        root.text("name"),
        root.text("maker"),
        head.models(),
        root.text("licence"),
        head.evidence(),
        head.maturity(),
        HeadReader.limits(transport),
        head.polls(),
        identities.read(root, "identify"),
        root.text("nature"),
        terminals,
        body.points(),
        body.writes(),
        head.protectiveLimits(keys),
        head.reaction(),
        options,
        new VectorReader(keys, variants.keys(), registers.table(), options).read(root),
        inputs,
        body.computed(),
        read,
        identities.texts(root),
        HeadReader.links(transport),
        root.texts("capabilities"),
        root.texts("caveats"));
  }

  private List<Option> options(Keys keys) {
    List<Option> options = new ArrayList<>();
    root.sections("options")
        .forEach(
            (name, section) -> {
              List<PointKey> swaps = points(keys, section, "swaps");
              if (swaps.size() % 2 != 0) {
                section.problem("swaps", "must name points in pairs", "");
              }
              List<PointKey> scales = points(keys, section, "scales");
              options.add(new Option(name, points(keys, section, "negates"), swaps, scales));
            });
    return options;
  }

  private static List<PointKey> points(Keys keys, Section section, String key) {
    return section.texts(key).stream()
        .flatMap(name -> keys.known(section, key, name).stream())
        .toList();
  }
}
