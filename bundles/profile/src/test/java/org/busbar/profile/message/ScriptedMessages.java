package org.busbar.profile.message;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.Document;
import org.busbar.api.transport.DocumentListener;
import org.busbar.api.transport.Message;
import org.busbar.api.transport.MessageConnection;
import org.busbar.api.transport.Source;
import org.busbar.testkit.api.QuietConnection;

/** A connection by hand: the test says what comes; all on the test's thread, in virtual time. */
final class ScriptedMessages implements MessageConnection, QuietConnection, Clock {
  final List<Message> written = new ArrayList<>();
  final Map<String, List<Object>> answers = new HashMap<>();
  final Map<String, Duration> watched = new LinkedHashMap<>();
  DeviceException refusal;
  private final Map<String, DocumentListener> listeners = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();
  private long nowNanos = 1_000_000_000L;

  void come(String name, String text) {
    come(name, text, false);
  }

  void come(String name, String text, boolean isRetained) {
    listeners.get(name).received(sources.get(name), new Document(text, nowNanos, isRetained));
  }

  void fail(String name, DeviceException cause) {
    listeners.get(name).failed(sources.get(name), cause);
  }

  void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nowNanos);
  }

  @Override
  public Poll watch(Source source, Duration period, DocumentListener listener) {
    watched.put(source.name(), period);
    listeners.put(source.name(), listener);
    sources.put(source.name(), source);
    return () -> watched.remove(source.name());
  }

  @Override
  public void write(Message message) throws DeviceException {
    written.add(message);
    if (refusal != null) {
      throw refusal;
    }
  }

  @Override
  public Document read(Source source) throws DeviceException {
    nowNanos += 300_000_000L;
    List<Object> next = answers.getOrDefault(source.name(), List.of());
    if (next.isEmpty()) {
      throw new DeviceException.NoResponse("silent");
    }
    return new Document(next.removeFirst().toString(), nowNanos, false);
  }
}
