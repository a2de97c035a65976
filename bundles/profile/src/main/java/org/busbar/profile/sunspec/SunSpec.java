package org.busbar.profile.sunspec;

import java.util.Optional;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.profile.api.SunSpecModel;
import org.busbar.profile.run.Declarations;
import org.jspecify.annotations.Nullable;

/** Devices that describe themselves: the profile {@value #ID}. Thread-safe. */
public final class SunSpec {
  /** What site.yaml names in place of the id of a profile. */
  public static final String ID = "sunspec";

  private @Nullable Models models;

  /** What a device will declare. No I/O. */
  public DeviceDeclaration describe(DeviceConfig config) {
    return Declarations.of(Composer.expected(Settings.of(config.options())), config.id());
  }

  /** Opens a device; its models are found on the connection's thread. */
  public DeviceSession open(
      RegisterConnection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    SunSpecSession session =
        new SunSpecSession(
            Settings.of(config.options()),
            this::models,
            config,
            new SunSpecSession.Surroundings(connection, sink, clock));
    session.start();
    return session;
  }

  /** Facts of a model by its number, empty where it is not known. */
  public Optional<SunSpecModel> model(int id) {
    return models().of(id).map(SunSpec::facts);
  }

  private static SunSpecModel facts(Model model) {
    return new SunSpecModel(
        model.id(),
        model.root().fields().stream()
            .map(f -> new SunSpecModel.Field(f.name(), f.at(), f.size(), f.type(), f.scale()))
            .toList());
  }

  /** Read when the first device was found, on the thread of its connection. */
  private synchronized Models models() {
    if (models == null) {
      models = Models.load();
    }
    return models;
  }
}
