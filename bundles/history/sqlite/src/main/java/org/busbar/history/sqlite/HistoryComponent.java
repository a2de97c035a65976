package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.busbar.api.history.HistoryStore;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The store below {@code busbar.home}. */
@Component(service = HistoryComponent.class, immediate = true)
public final class HistoryComponent {
  private final SqliteHistory store;
  private final ServiceRegistration<HistoryStore> registration;

  /** Offers the store; its files are opened when they are first used. */
  @Activate
  public HistoryComponent(BundleContext context) throws IOException {
    String home = context.getProperty("busbar.home");
    Path folder = Path.of(home == null ? "home" : home);
    // Where the driver unpacks its native library: never a folder that others can write to.
    System.setProperty(
        "org.sqlite.tmpdir",
        Files.createDirectories(folder.resolve("native")).toAbsolutePath().toString());
    store = new SqliteHistory(folder);
    registration = context.registerService(HistoryStore.class, store, null);
  }

  /** Whoever uses the store writes what it has when it goes; then the files are closed. */
  @Deactivate
  void end() throws SQLException {
    registration.unregister();
    store.close();
  }
}
