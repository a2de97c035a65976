package org.busbar.history.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/** Writes batches. */
final class Appender {
  private static final String INTO_HOT = "INSERT INTO hot(id, piece, body) VALUES(?,?,?)";
  private static final String INTO_DECISION =
      "INSERT OR REPLACE INTO decision(at, step, body) VALUES(?,?,?)";
  private static final String INTO_EVENT =
      "INSERT OR REPLACE INTO event(at, sequence, severity, source, kind, text, detail)"
          + " VALUES(?,?,?,?,?,?,?)";

  private static final long UNREAD = -1;

  private final Table table;
  private final Map<Address, Integer> channels = new HashMap<>();
  private long lastPiece = UNREAD;

  Appender(Table table) {
    this.table = table;
  }

  /**
   * Appends within a transaction. Left out are samples of a time whose raw data was deleted, or
   * what a day is summed up from.
   *
   * @return time of the oldest sample
   */
  long append(HistoryBatch batch) throws SQLException {
    long oldestMs = addSamples(batch.samples());
    for (Decision decision : batch.decisions()) {
      table.add(
          INTO_DECISION,
          decision.at().toEpochMilli(),
          decision.step(),
          DecisionCodec.write(decision));
    }
    for (Event event : batch.events()) {
      table.add(
          INTO_EVENT,
          event.at().toEpochMilli(),
          event.sequence(),
          event.severity().name(),
          event.source(),
          event.kind(),
          event.text(),
          Details.write(event.values()));
    }
    for (String statement : new String[] {INTO_HOT, INTO_DECISION, INTO_EVENT}) {
      table.executeBatch(statement);
    }
    return oldestMs;
  }

  private long addSamples(List<Sample> samples) throws SQLException {
    long floorMs =
        table
            .first(
                "SELECT max(ms) FROM floor WHERE tier IN ('raw', 'quarter', 'hour', 'day')",
                row -> row.getLong(1))
            .orElse(0L);
    long oldestMs = Long.MAX_VALUE;
    Map<Long, List<Reading>> byHour = new HashMap<>();
    for (Sample sample : samples) {
      Reading reading = Reading.of(sample);
      if (reading.atMs() >= floorMs) {
        oldestMs = Math.min(oldestMs, reading.atMs());
        long key = Hours.key(channel(sample.address()), Hours.of(reading.atMs()));
        byHour.computeIfAbsent(key, hour -> new ArrayList<>()).add(reading);
      }
    }
    if (lastPiece == UNREAD) {
      lastPiece = table.first("SELECT max(piece) FROM hot", row -> row.getLong(1)).orElse(0L);
    }
    lastPiece++;
    for (Map.Entry<Long, List<Reading>> hour : byHour.entrySet()) {
      byte[] body = Blocks.piece(Readings.ordered(hour.getValue()));
      table.add(INTO_HOT, hour.getKey(), lastPiece, body);
    }
    return oldestMs;
  }

  private int channel(Address address) throws SQLException {
    Integer known = channels.get(address);
    if (known != null) {
      return known;
    }
    int id =
        Channels.of(
            table, address.node().value(), address.pointName(), address.point().unit().symbol());
    channels.put(address, id);
    return id;
  }

  /** Forgets ids that a failed transaction may have taken back. */
  void forget() {
    channels.clear();
    lastPiece = UNREAD;
  }
}
