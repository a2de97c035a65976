package org.busbar.testkit.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.device.write.Command;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WriteResult;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.api.vocabulary.Quality;
import org.busbar.api.vocabulary.Sample;

/** A device that does what a test says, and writes down what it was told. Thread-safe. */
public final class FakeDevice implements DeviceSession {
  /**
   * One write.
   *
   * @param command what was ordered
   * @param nanos monotonic time at which it came
   */
  public record Written(Command command, long nanos) {}

  private final Connection connection;
  private final SampleSink sink;
  private final Clock clock;
  private final List<Written> written = new CopyOnWriteArrayList<>();
  private volatile DeviceDeclaration declaration;
  private volatile SessionStatus status = new SessionStatus(SessionStatus.State.READY, "");
  private volatile Function<Command, WriteResult> answer =
      command -> new WriteResult.Accepted(command.value());

  private volatile Function<Command, Optional<WritePlan>> plans = command -> Optional.empty();

  FakeDevice(DeviceDeclaration declaration, Connection connection, SampleSink sink, Clock clock) {
    this.declaration = declaration;
    this.connection = connection;
    this.sink = sink;
    this.clock = clock;
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
    written.add(new Written(command, clock.nanos()));
    return answer.apply(command);
  }

  @Override
  public Optional<WritePlan> plan(Command command) {
    return plans.apply(command);
  }

  /** What it tells of its writes from now on; at first nothing. */
  public void plans(Function<Command, Optional<WritePlan>> next) {
    plans = next;
  }

  @Override
  public void close() {
    status = new SessionStatus(SessionStatus.State.CLOSED, "");
  }

  /** What it answers from now on; runs on the connection's thread and may block. */
  public void answers(Function<Command, WriteResult> next) {
    answer = next;
  }

  /** How far its session has got from now on. */
  public void is(SessionStatus.State state) {
    status = new SessionStatus(state, "");
  }

  /** What it declares from now on. */
  public void declares(DeviceDeclaration next) {
    declaration = next;
  }

  /** Delivers a good value of a node, in the point's unit, that expires after 3 s. */
  public void delivers(String node, Point point, double value) {
    long now = clock.nanos();
    long expires = now + Duration.ofSeconds(3).toNanos();
    Address address = Address.of(new NodeId(node), point);
    sink.accept(new Sample(address, value, Quality.GOOD, now, expires, clock.instant()));
  }

  /** Delivers a sample as it is. */
  public void delivers(Sample sample) {
    sink.accept(sample);
  }

  /** The connection it was opened on. */
  public Connection connection() {
    return connection;
  }

  /** Everything it was told so far, oldest first. */
  public List<Written> written() {
    return List.copyOf(written);
  }

  /** The last thing it was told; throws where there is none. */
  public Command last() {
    return written.getLast().command();
  }
}
