package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;

/** Every class of fault, as {@code faults.yaml} describes them. */
final class Faults {
  private static final int HAZARDS = 38;
  private static final Duration LONGEST = Duration.ofMinutes(8);

  private Faults() {}

  static List<FaultClass> all() {
    try (InputStream in = Faults.class.getResourceAsStream("faults.yaml")) {
      if (in == null) {
        throw new IOException("faults.yaml is missing from this program");
      }
      Section root =
          Document.parse("faults.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Acts acts = new Acts();
      List<FaultClass> all = new ArrayList<>();
      root.sections("faults").forEach((id, section) -> all.add(read(id, section, acts)));
      root.finish();
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FaultClass read(String id, Section section, Acts acts) {
    FaultClass.Kind kind = section.choice("expect", FaultClass.Kind.class, FaultClass.Kind.GOES_ON);
    FaultClass.Expect expect =
        new FaultClass.Expect(
            kind, section.text("what", ""), time(section, "within", Duration.ZERO));
    return new FaultClass(
        id,
        section.integer("hazard", 0, 0, HAZARDS),
        section.text("text"),
        time(section, "lasts", Duration.ofSeconds(60)),
        section.flag("may-stop", kind == FaultClass.Kind.LATCHED),
        expect,
        section.text("motion", ""),
        section.flag("alone", false),
        section.text("awaits", ""),
        acts.of(id));
  }

  private static Duration time(Section section, String key, Duration usual) {
    return section.duration(key, usual, Duration.ZERO, LONGEST);
  }

  static Optional<FaultClass> find(String id) {
    return all().stream().filter(fault -> fault.id().equals(id)).findFirst();
  }

  /** Those of campaigns whose reaction has been built. */
  static List<FaultClass> ready() {
    return all().stream().filter(fault -> fault.isReady() && !fault.alone()).toList();
  }
}
