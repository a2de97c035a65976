package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.busbar.api.device.write.Driver;
import org.busbar.profile.CarriedProfiles;
import org.busbar.profile.ProfileDriver;
import org.busbar.profile.ProfileLibrary;
import org.busbar.profile.api.Profiles;

/**
 * The devices of a run, described.
 *
 * @param profiles what describes them
 * @param driver makes devices of them
 */
record Catalogue(Profiles profiles, Driver driver) {
  private static final String TIMER = "after: %d s";
  private static final String VECTOR = "{0x0040: %d}";
  private static final long USUAL_S = 10;

  /** The profiles that ship. */
  static Catalogue carried() {
    CarriedProfiles carried = new CarriedProfiles();
    return new Catalogue(carried, carried.driver());
  }

  /**
   * The same for cycles that are longer than the timers of the devices: the battery's own timer is
   * longer as well.
   */
  static Catalogue patient(double timerS) throws IOException {
    Path folder = Files.createTempDirectory("busbar-profiles");
    Collection<String> ids = Yard.profiles();
    for (String id : ids) {
      String name = id.substring(id.indexOf('.') + 1) + ".yaml";
      String text = text("/profiles/busbar/" + name);
      for (String form : List.of(TIMER, VECTOR)) {
        text = text.replace(form.formatted(USUAL_S), form.formatted((long) timerS));
      }
      Files.writeString(folder.resolve(name), text);
    }
    ProfileLibrary library = ProfileLibrary.of(folder);
    for (String id : ids) {
      if (library.find(id).isEmpty()) {
        throw new IllegalStateException(library.missing(id));
      }
    }
    for (String id : ids) {
      Files.delete(folder.resolve(id.substring(id.indexOf('.') + 1) + ".yaml"));
    }
    Files.delete(folder);
    return new Catalogue(library, new ProfileDriver(library));
  }

  private static String text(String at) throws IOException {
    try (InputStream in = Catalogue.class.getResourceAsStream(at)) {
      if (in == null) {
        throw new IOException(at + " is not carried");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
