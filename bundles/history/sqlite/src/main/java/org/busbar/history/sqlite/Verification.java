package org.busbar.history.sqlite;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads all that a file keeps, and says what does not hold. For one thread. */
final class Verification {
  private static final int MOST_FAULTS = 20;

  private final List<String> faults = new ArrayList<>();
  private long blocks;
  private long samples;

  /**
   * What was found.
   *
   * @param blocks sealed hours of a point
   * @param samples samples in them and not yet in them
   * @param faults what does not hold, the first ones; empty where all is whole
   */
  record Report(long blocks, long samples, List<String> faults) {}

  private Verification() {}

  static Report of(Path file) {
    Verification verification = new Verification();
    try (Table table = Table.reading(file)) {
      verification.read(table);
    } catch (SQLException | RuntimeException e) {
      verification.fault("cannot be read: " + e.getMessage());
    }
    return new Report(verification.blocks, verification.samples, List.copyOf(verification.faults));
  }

  private void read(Table table) throws SQLException {
    for (String found : table.list("PRAGMA integrity_check", row -> row.getString(1))) {
      if (!found.equals("ok")) {
        fault(found);
      }
    }
    int version = Schema.number(table.connection(), "PRAGMA user_version");
    if (version > Schema.VERSION) {
      fault("is of version " + version + "; this release knows up to " + Schema.VERSION);
      return;
    }
    table.list("SELECT id, raw, n, second FROM block", row -> check("block", row, this::block));
    if (version > 1) { // before, samples that are not sealed were rows, which the engine checks
      table.list("SELECT id, body FROM hot", row -> check("hot", row, this::piece));
    }
    table.list(
        "SELECT id, body FROM minute",
        row -> check("minute", row, minute -> Blocks.unpackBuckets(minute.getBytes(2))));
  }

  private interface Check {
    void run(ResultSet row) throws SQLException;
  }

  private boolean check(String kept, ResultSet row, Check check) throws SQLException {
    long id = row.getLong(1);
    try {
      check.run(row);
      return true;
    } catch (RuntimeException e) {
      fault(kept + " " + id + " (hour " + Hours.ofKey(id) + "): " + e.getMessage());
      return false;
    }
  }

  private void block(ResultSet row) throws SQLException {
    blocks++;
    byte[] raw = row.getBytes(2);
    if (raw != null) {
      List<Reading> readings = Blocks.unpackReadings(raw);
      samples += readings.size();
      if (readings.size() != row.getInt(3)) {
        throw new IllegalStateException(readings.size() + " samples, not " + row.getInt(3));
      }
      inOrder(readings, Hours.ofKey(row.getLong(1)));
    }
    byte[] second = row.getBytes(4);
    if (second != null) {
      Blocks.unpackBuckets(second);
    }
  }

  private void piece(ResultSet row) throws SQLException {
    List<Reading> readings = Blocks.unpackPiece(row.getBytes(2));
    samples += readings.size();
    inOrder(readings, Hours.ofKey(row.getLong(1)));
  }

  private static void inOrder(List<Reading> readings, long hour) {
    long lastMs = Long.MIN_VALUE;
    for (Reading reading : readings) {
      if (Hours.of(reading.atMs()) != hour || reading.atMs() <= lastMs) {
        throw new IllegalStateException("a sample of " + reading.atMs() + " ms is out of order");
      }
      lastMs = reading.atMs();
    }
  }

  private void fault(String text) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(text);
    }
  }
}
