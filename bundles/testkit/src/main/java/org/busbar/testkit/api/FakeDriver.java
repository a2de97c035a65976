package org.busbar.testkit.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.vocabulary.NodeId;

/** Makes {@link FakeDevice}s of declarations a test writes down. Thread-safe. */
public final class FakeDriver implements Driver {
  /** Its id. */
  public static final String ID = "fake";

  private final Map<NodeId, DeviceDeclaration> declarations = new ConcurrentHashMap<>();
  private final Map<NodeId, FakeDevice> devices = new ConcurrentHashMap<>();

  /** With a device of this declaration. */
  public FakeDriver with(DeviceDeclaration declaration) {
    declarations.put(declaration.device(), declaration);
    return this;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    DeviceDeclaration declaration = declarations.get(config.id());
    if (declaration == null) {
      throw new IllegalArgumentException("type '" + config.type() + "' is not known");
    }
    return declaration;
  }

  @Override
  public DeviceSession open(
      Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    FakeDevice device = new FakeDevice(describe(config), connection, sink, clock);
    devices.put(config.id(), device);
    return device;
  }

  /** The newest session of a device; throws where none was opened. */
  public FakeDevice device(String id) {
    FakeDevice device = devices.get(new NodeId(id));
    if (device == null) {
      throw new IllegalStateException("device " + id + " was not opened");
    }
    return device;
  }

  /** Whether a session of a device was ever opened. */
  public boolean hasOpened(String id) {
    return devices.containsKey(new NodeId(id));
  }
}
