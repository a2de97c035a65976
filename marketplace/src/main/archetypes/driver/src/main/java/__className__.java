package ${package};

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.OptionReader;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.Driver;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Points;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** A meter that data cannot describe: one signed register, in W, import positive. */
@Component(service = Driver.class)
public final class ${className} implements Driver {
  private static final String TYPE = "${profileId}";
  private static final String NATURE = "meter";
  private static final String POLL = "poll";
  private static final List<DeviceType.Option> OPTIONS =
      List.of(new DeviceType.Option(POLL, "duration", "1 s", "How often it is read."));

  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration SELDOM = Duration.ofHours(1);
  private static final int REGISTER = 0;

  @Override
  public String id() {
    return "${word}";
  }

  /** What forms show of it. */
  @Override
  public List<DeviceType> types() {
    return List.of(
        new DeviceType(
            id(),
            TYPE,
            "${name}",
            "${vendor}",
            List.of("${className}"),
            Map.of("", NATURE),
            DeviceDeclaration.Maturity.IMPORTED,
            List.of(),
            OPTIONS,
            List.of()));
  }

  @Override
  public DeviceDeclaration describe(DeviceConfig config) {
    Duration period = period(config);
    return new DeviceDeclaration(
        config.id(),
        "${name}",
        Map.of(config.id(), NATURE),
        Map.of(Address.of(config.id(), Points.ACTIVE_POWER_W), period),
        Map.of(),
        List.of(),
        Map.of(),
        period,
        DeviceDeclaration.Maturity.IMPORTED);
  }

  private static Duration period(DeviceConfig config) {
    OptionReader options = new OptionReader(config, TYPE, OPTIONS);
    Duration period = options.time(POLL, OFTEN, SELDOM);
    options.require();
    return period;
  }

  @Override
  public DeviceSession open(Connection connection, DeviceConfig config, SampleSink sink, Clock clock) {
    if (!(connection instanceof RegisterConnection registers)) {
      throw new IllegalArgumentException("connection '" + config.connection() + "' has no registers");
    }
    Session session = new Session(describe(config), sink, clock);
    session.begin(registers, config.unit());
    return session;
  }

  /** One open meter. Called on the connection's thread; starts no thread of its own. */
  private static final class Session implements DeviceSession, ReadListener {
    private final DeviceDeclaration declaration;
    private final Address address;
    private final Duration period;
    private final SampleSink sink;
    private final Clock clock;
    private volatile SessionStatus status = new SessionStatus(SessionStatus.State.CONNECTING, "");
    private Connection.@Nullable Poll poll;

    Session(DeviceDeclaration declaration, SampleSink sink, Clock clock) {
      this.declaration = declaration;
      this.address = declaration.points().keySet().iterator().next();
      this.period = declaration.points().get(address);
      this.sink = sink;
      this.clock = clock;
    }

    void begin(RegisterConnection connection, int unit) {
      ReadItem item = new Registers(unit, Table.HOLDING, REGISTER, 1);
      poll = connection.poll(List.of(item), period, ReadLimits.DEFAULT, this);
    }

    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      status = new SessionStatus(SessionStatus.State.READY, "");
      sample((short) words.at(0), Quality.GOOD, sentNanos);
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      status = new SessionStatus(SessionStatus.State.FAULTY, String.valueOf(cause.getMessage()));
      sample(Double.NaN, Quality.INVALID, clock.nanos());
    }

    private void sample(double powerW, Quality quality, long at) {
      long expires = at + 3 * period.toNanos();
      sink.accept(new Sample(address, powerW, quality, at, expires, clock.instant()));
    }

    @Override
    public DeviceDeclaration declaration() {
      return declaration;
    }

    @Override
    public SessionStatus status() {
      return status;
    }

    @Override
    public WriteResult write(Command command) {
      return new WriteResult.Refused("this device is only read");
    }

    @Override
    public void close() {
      status = new SessionStatus(SessionStatus.State.CLOSED, "");
      Connection.Poll running = poll;
      if (running != null) {
        running.cancel();
      }
    }
  }
}
