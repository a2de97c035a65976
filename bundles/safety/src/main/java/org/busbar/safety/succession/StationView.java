package org.busbar.safety.succession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.StationConnection;
import org.busbar.api.transport.StationListener;

/** Stations, as far as a claim goes: they are heard, but neither called nor answered. */
final class StationView extends PlainView<StationConnection> implements StationConnection {
  StationView(Claim claim, StationConnection wire) {
    super(claim, wire);
  }

  @Override
  public Poll attend(String station, Duration period, StationListener listener) {
    return claim.kept(wire.attend(station, period, new Listener(claim, listener)));
  }

  @Override
  public String call(String station, String action, String payload) throws DeviceException {
    if (!claim.mayWrite()) {
      claim.holdBack(); // Many ask a station what it is; that is no attempt to steer it.
      throw new DeviceException.NoResponse("not called: this session may only hear");
    }
    return claim.waiting(() -> wire.call(station, action, payload));
  }

  private record Listener(Claim claim, StationListener to) implements StationListener {
    @Override
    public void arrived(String protocol) {
      claim.call(() -> to.arrived(protocol));
    }

    @Override
    public void left(DeviceException cause) {
      claim.call(() -> to.left(cause));
    }

    @Override
    public Optional<String> called(String action, String payload, long nanos) {
      List<String> answers = new ArrayList<>(1);
      claim.call(() -> to.called(action, payload, nanos).ifPresent(answers::add));
      return claim.mayWrite() ? answers.stream().findFirst() : Optional.empty();
    }

    @Override
    public void due() {
      claim.call(to::due);
    }
  }
}
