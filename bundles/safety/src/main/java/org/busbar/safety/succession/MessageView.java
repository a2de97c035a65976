package org.busbar.safety.succession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.jspecify.annotations.Nullable;

/** Documents, as far as a claim goes: what is asked for by sending waits until it may be sent. */
final class MessageView extends PlainView<MessageConnection> implements MessageConnection {
  /** Guarded by itself. */
  private final List<Waiting> waiting = new ArrayList<>();

  MessageView(Claim claim, MessageConnection wire) {
    super(claim, wire);
  }

  @Override
  public Poll watch(Source source, Duration period, DocumentListener listener) {
    DocumentListener guarded = new Listener(claim, listener);
    if (source.ask().isPresent() && !claim.mayWrite()) {
      claim.holdBack();
      Waiting later = new Waiting(source, period, guarded);
      synchronized (waiting) {
        waiting.add(later);
      }
      return later;
    }
    return claim.kept(wire.watch(source, period, guarded));
  }

  void begin() {
    synchronized (waiting) {
      waiting.forEach(Waiting::begin);
      waiting.clear();
    }
  }

  @Override
  public void write(Message message) throws DeviceException {
    claim.writes();
    wire.write(message);
  }

  @Override
  public Document read(Source source) throws DeviceException {
    if (source.ask().isPresent()) {
      claim.writes();
    }
    return claim.waiting(() -> wire.read(source));
  }

  /** A watch that has not begun. */
  private final class Waiting implements Poll {
    private final Source source;
    private final Duration period;
    private final DocumentListener listener;
    private @Nullable Poll begun;
    private boolean cancelled;

    Waiting(Source source, Duration period, DocumentListener listener) {
      this.source = source;
      this.period = period;
      this.listener = listener;
    }

    synchronized void begin() {
      if (!cancelled) {
        begun = claim.kept(wire.watch(source, period, listener));
      }
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      if (begun != null) {
        begun.cancel();
      }
    }
  }

  private record Listener(Claim claim, DocumentListener to) implements DocumentListener {
    @Override
    public void received(Source source, Document document) {
      claim.call(() -> to.received(source, document));
    }

    @Override
    public void failed(Source source, DeviceException cause) {
      claim.call(() -> to.failed(source, cause));
    }
  }
}
