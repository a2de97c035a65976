package org.busbar.history.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.history.HistoryBatch;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Sample;

/** Writes batches. */
final class Appender {
  private static final String INTO_HOT =
      "INSERT OR REPLACE INTO hot(channel, at, value, hold, quality) VALUES(?,?,?,?,?)";
  private static final String INTO_DECISION =
      "INSERT OR REPLACE INTO decision(at, step, body) VALUES(?,?,?)";
  private static final String INTO_EVENT =
      "INSERT OR REPLACE INTO event(at, sequence, severity, source, kind, text, detail)"
          + " VALUES(?,?,?,?,?,?,?)";

  private final Table table;
  private final Map<Address, Integer> channels = new HashMap<>();

  Appender(Table table) {
    this.table = table;
  }

  /**
   * Appends within a transaction. Samples of a time whose raw data was deleted are left out.
   *
   * @return time of the oldest sample
   */
  long append(HistoryBatch batch) throws SQLException {
    long floorMs =
        table.first("SELECT ms FROM floor WHERE tier='raw'", row -> row.getLong(1)).orElse(0L);
    long oldestMs = Long.MAX_VALUE;
    for (Sample sample : batch.samples()) {
      Reading reading = Reading.of(sample);
      if (reading.atMs() >= floorMs) {
        oldestMs = Math.min(oldestMs, reading.atMs());
        table.add(
            INTO_HOT,
            channel(sample.address()),
            reading.atMs(),
            Double.isNaN(reading.value()) ? null : reading.value(),
            reading.holdMs(),
            reading.quality());
      }
    }
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
  }
}
