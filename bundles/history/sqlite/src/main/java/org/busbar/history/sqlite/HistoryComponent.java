package org.busbar.history.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.busbar.api.face.Gateway;
import org.busbar.api.history.HistoryStore;
import org.busbar.api.time.Clock;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The store below {@code busbar.home}, and the recorder that fills it while there is a gateway. */
@Component(service = HistoryComponent.class, immediate = true)
public final class HistoryComponent {
  private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();
  private final SqliteHistory store;
  private final Recorder recorder;
  private final ServiceRegistration<HistoryStore> registration;

  /** Begins to record. */
  @Activate
  public HistoryComponent(BundleContext context) throws IOException {
    String home = context.getProperty("busbar.home");
    Path folder = Path.of(home == null ? "home" : home);
    // Where the driver unpacks its native library: never a folder that others can write to.
    System.setProperty(
        "org.sqlite.tmpdir",
        Files.createDirectories(folder.resolve("native")).toAbsolutePath().toString());
    store = new SqliteHistory(folder);
    recorder = new Recorder(store, gateway::get, Clock.system());
    recorder.start();
    registration = context.registerService(HistoryStore.class, store, null);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bind(Gateway found) {
    gateway.set(found);
  }

  void unbind(Gateway gone) {
    gateway.compareAndSet(gone, null);
  }

  /** Writes what has come so far, then closes the files. */
  @Deactivate
  void end() throws SQLException {
    registration.unregister();
    recorder.close();
    store.close();
  }
}
