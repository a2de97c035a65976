package org.busbar.safety.succession;

import java.time.Duration;
import java.util.List;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;

/** Registers, as far as a claim goes. */
final class RegisterView extends PlainView<RegisterConnection> implements RegisterConnection {
  RegisterView(Claim claim, RegisterConnection wire) {
    super(claim, wire);
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
    return claim.kept(wire.poll(items, period, limits, new Listener(claim, listener)));
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    claim.writes();
    wire.write(item);
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    return claim.waiting(() -> wire.read(item));
  }

  private record Listener(Claim claim, ReadListener to) implements ReadListener {
    @Override
    public void received(ReadItem item, Words words, long sentNanos) {
      claim.call(() -> to.received(item, words, sentNanos));
    }

    @Override
    public void failed(ReadItem item, DeviceException cause) {
      claim.call(() -> to.failed(item, cause));
    }
  }
}
