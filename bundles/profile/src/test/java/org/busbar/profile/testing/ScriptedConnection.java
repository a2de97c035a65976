package org.busbar.profile.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.DeviceException;
import org.busbar.api.transport.ReadItem;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.transport.ReadListener;
import org.busbar.api.transport.RegisterConnection;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;
import org.busbar.api.transport.WriteItem;
import org.busbar.testkit.api.QuietConnection;

/** A connection to a device made of registers, driven by hand; its clock is its own. */
public final class ScriptedConnection implements RegisterConnection, QuietConnection, Clock {
  /** A request in the order in which it was made. */
  public record Written(int at, Words words, boolean single) {}

  private record Polling(
      List<ReadItem> items, Duration period, ReadListener listener, List<Polling> all)
      implements Poll {
    @Override
    public void cancel() {
      all.remove(this);
    }
  }

  public final List<Written> written = new ArrayList<>();
  public final Set<Integer> refused = new HashSet<>();
  public final Set<Integer> unanswered = new HashSet<>();
  public boolean silent;
  private final Map<Table, Map<Integer, Integer>> tables = new EnumMap<>(Table.class);
  private final List<Polling> polls = new ArrayList<>();
  private long nanos = 1_000_000_000L;

  public ScriptedConnection put(Table table, int at, int... words) {
    for (int i = 0; i < words.length; i++) {
      tables.computeIfAbsent(table, t -> new HashMap<>()).put(at + i, words[i] & 0xFFFF);
    }
    return this;
  }

  public ScriptedConnection put(int at, int... words) {
    return put(Table.HOLDING, at, words);
  }

  /** A register that is no more. */
  public void remove(int at) {
    tables.get(Table.HOLDING).remove(at);
  }

  public int held(int at) {
    return tables.get(Table.HOLDING).get(at);
  }

  /** Registers that exist and hold 0, where nothing was put yet. */
  public ScriptedConnection zeros(Table table, int at, int count) {
    for (int i = 0; i < count; i++) {
      tables.computeIfAbsent(table, t -> new HashMap<>()).putIfAbsent(at + i, 0);
    }
    return this;
  }

  /** One reading of everything that is polled. */
  public void round() {
    for (Polling poll : List.copyOf(polls)) {
      for (ReadItem item : poll.items()) {
        if (!polls.contains(poll)) {
          break;
        }
        try {
          poll.listener().received(item, read(item), nanos);
        } catch (DeviceException failed) {
          poll.listener().failed(item, failed);
        }
      }
    }
  }

  public void after(Duration time) {
    nanos += time.toNanos();
  }

  public List<Duration> periods() {
    return polls.stream().map(Polling::period).toList();
  }

  public List<ReadItem> items() {
    return polls.stream().flatMap(poll -> poll.items().stream()).toList();
  }

  @Override
  public Words read(ReadItem item) throws DeviceException {
    Registers registers = (Registers) item;
    if (silent) {
      throw new DeviceException.NoResponse("no answer within 500 ms");
    }
    int[] words = new int[registers.count()];
    for (int i = 0; i < words.length; i++) {
      Integer word = tables.getOrDefault(registers.table(), Map.of()).get(registers.address() + i);
      if (word == null) {
        throw new DeviceException.Rejected("illegal data address", 2);
      }
      words[i] = word;
    }
    return Words.of(words);
  }

  @Override
  public void write(WriteItem item) throws DeviceException {
    RegisterWrite write = (RegisterWrite) item;
    if (silent || unanswered.contains(write.address())) {
      throw new DeviceException.NoResponse("no answer within 500 ms");
    }
    if (refused.contains(write.address())) {
      throw new DeviceException.Rejected("illegal data value", 3);
    }
    written.add(new Written(write.address(), write.words(), write.single()));
    for (int i = 0; i < write.words().size(); i++) {
      put(write.table(), write.address() + i, write.words().at(i));
    }
  }

  @Override
  public Poll poll(
      List<ReadItem> items, Duration period, ReadLimits limits, ReadListener listener) {
    Polling poll = new Polling(List.copyOf(items), period, listener, polls);
    polls.add(poll);
    return poll;
  }

  @Override
  public void close() {
    polls.clear();
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos);
  }
}
