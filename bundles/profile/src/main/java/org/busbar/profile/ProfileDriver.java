package org.busbar.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.Heir;
import org.busbar.api.device.write.Identified;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.UnitReader;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.profile.api.Profile;
import org.busbar.profile.message.MessageDevices;
import org.busbar.profile.message.MessageProfile;
import org.busbar.profile.run.Declarations;
import org.busbar.profile.run.Options;
import org.busbar.profile.run.VariantSession;
import org.busbar.profile.sunspec.SunSpec;

/** Makes devices out of profiles. */
public final class ProfileDriver implements Driver {
  private static final List<String> REGISTERS =
      List.of("modbus-tcp", "modbus-tls", "modbus-rtu-tcp", "modbus-rtu");

  private final ProfileLibrary library;
  private final SunSpec sunSpec;

  /** With the profiles it may use. */
  public ProfileDriver(ProfileLibrary library) {
    this.library = library;
    this.sunSpec = library.sunSpec();
  }

  @Override
  public String id() {
    return "profile";
  }

  @Override
  public List<DeviceType> types() {
    List<DeviceType> types = new ArrayList<>(library.all().stream().map(Kinds::of).toList());
    library.allMessages().forEach(profile -> types.add(MessageDevices.type(profile)));
    types.add(Kinds.sunSpec(id()));
    types.sort(Comparator.comparing(DeviceType::type));
    return types;
  }

  @Override
  public List<Identified> identify(UnitReader unit) {
    return Kinds.identify(unit, library.all());
  }

  /** What speaks in documents says of which kind; registers come over any wire of Modbus. */
  @Override
  public List<String> transports(DeviceConfig config) {
    Optional<MessageProfile> messages = library.messages(config.type());
    if (messages.isPresent()) {
      return List.of(messages.get().kind());
    }
    boolean isKnown = config.type().equals(SunSpec.ID) || library.find(config.type()).isPresent();
    return isKnown ? REGISTERS : List.of();
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    Optional<MessageProfile> messages = library.messages(config.type());
    if (messages.isPresent()) {
      return MessageDevices.describe(messages.get(), config);
    }
    return config.type().equals(SunSpec.ID)
        ? sunSpec.describe(config)
        : Declarations.of(Options.apply(profile(config), config.options()), config.id());
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    Optional<MessageProfile> messages = library.messages(config.type());
    if (messages.isPresent()) {
      return MessageDevices.open(messages.get(), connection, config, sink, clock);
    }
    RegisterConnection registers = registers(connection, config);
    return config.type().equals(SunSpec.ID)
        ? sunSpec.open(registers, config, sink, clock)
        : VariantSession.open(profile(config), config, registers, sink, clock);
  }

  @Override
  public Optional<Heir> heir(Set<Long> old, Set<Long> next) {
    return ProfileHeir.of(library, old, next).map(heir -> heir);
  }

  private static RegisterConnection registers(Connection connection, DeviceConfig config) {
    if (connection instanceof RegisterConnection registers) {
      return registers;
    }
    throw new IllegalArgumentException(
        "profile '"
            + config.type()
            + "' needs a connection that carries registers; '"
            + connection.name()
            + "' does not. Name one of transport modbus-tcp");
  }

  private Profile profile(DeviceConfig config) {
    return library
        .find(config.type())
        .orElseThrow(() -> new IllegalArgumentException(library.missing(config.type())));
  }
}
