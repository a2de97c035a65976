package org.busbar.runtime.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;

/** Has the record of the site's state fail to be written: its place is taken by a folder. */
final class DiskFull implements FaultClass.Act {
  @Override
  public Runnable begin(World world, Trial trial) {
    Path place = world.home().resolve("sites/local/campaign/safety.state.new");
    try {
      Files.deleteIfExists(place);
      Files.createDirectories(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Site site = world.site();
    if (site != null && site.status().state() == SiteState.RUNNING) {
      // A change of state is what is to be recorded.
      site.request(SiteState.IDLE, "person", "a break");
    }
    return () -> {
      try {
        Files.deleteIfExists(place);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
