package org.busbar.history.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.sqlite.JDBC;

/** The tables of a file, and how one comes from those before. */
final class Schema {
  /** Version that this code writes. */
  static final int VERSION = 2;

  /** Small pages: a block fills its last page but for half a page. */
  private static final int PAGE_BYTES = 2048;

  /** Stands in a step for what cannot be said in SQL. */
  private static final String SAMPLES_INTO_PIECES = "";

  /** One entry per version, from 0 to the newest; never changed after a release, only added to. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE channel(id INTEGER PRIMARY KEY, node TEXT NOT NULL,"
                  + " point TEXT NOT NULL, unit TEXT NOT NULL, UNIQUE(node, point))",
              "CREATE TABLE hot(channel INTEGER NOT NULL, at INTEGER NOT NULL, value REAL,"
                  + " hold INTEGER NOT NULL, quality INTEGER NOT NULL,"
                  + " PRIMARY KEY(channel, at)) WITHOUT ROWID",
              "CREATE TABLE block(id INTEGER PRIMARY KEY, n INTEGER NOT NULL, raw BLOB,"
                  + " second BLOB)",
              "CREATE TABLE minute(id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
              "CREATE TABLE rollup(length INTEGER NOT NULL, channel INTEGER NOT NULL,"
                  + " start INTEGER NOT NULL, known INTEGER NOT NULL, integral REAL NOT NULL,"
                  + " min REAL NOT NULL, max REAL NOT NULL, n INTEGER NOT NULL,"
                  + " PRIMARY KEY(length, channel, start)) WITHOUT ROWID",
              "CREATE TABLE decision(at INTEGER NOT NULL, step INTEGER NOT NULL,"
                  + " body BLOB NOT NULL, PRIMARY KEY(at, step))",
              "CREATE TABLE decisions(start INTEGER PRIMARY KEY, body BLOB NOT NULL)",
              "CREATE TABLE event(at INTEGER NOT NULL, sequence INTEGER NOT NULL,"
                  + " severity TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,"
                  + " text TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY(at, sequence))",
              "CREATE TABLE floor(tier TEXT PRIMARY KEY, ms INTEGER NOT NULL)"),
          List.of(
              "ALTER TABLE hot RENAME TO sample",
              "CREATE TABLE hot(id INTEGER NOT NULL, piece INTEGER NOT NULL,"
                  + " body BLOB NOT NULL, PRIMARY KEY(id, piece)) WITHOUT ROWID",
              SAMPLES_INTO_PIECES,
              "DROP TABLE sample"));

  private Schema() {}

  /** Opens a file for writing, makes or migrates it; what is committed survives a power cut. */
  static Connection open(Path file) throws SQLException {
    return open(file, "WAL");
  }

  /** Opens a file for writing with this kind of journal. */
  static Connection open(Path file, String journal) throws SQLException {
    Connection connection = connect(file);
    try {
      execute(
          connection,
          "PRAGMA page_size=" + PAGE_BYTES,
          "PRAGMA journal_mode=" + journal,
          "PRAGMA synchronous=FULL",
          "PRAGMA journal_size_limit=8388608",
          "PRAGMA cache_size=-2048",
          "PRAGMA temp_store=MEMORY");
      migrate(connection, file);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Opens a file that is only read. */
  static Connection openForReading(Path file) throws SQLException {
    Connection connection = connect(file);
    execute(connection, "PRAGMA query_only=ON", "PRAGMA cache_size=-2048");
    return connection;
  }

  private static Connection connect(Path file) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("busy_timeout", "10000");
    return new JDBC().connect("jdbc:sqlite:" + file, settings);
  }

  private static void migrate(Connection connection, Path file) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    if (version > VERSION) {
      throw new SQLException(
          file + " is of version " + version + "; this release knows up to " + VERSION);
    }
    for (int next = version; next < VERSION; next++) {
      execute(connection, "BEGIN IMMEDIATE");
      for (String statement : STEPS.get(next)) {
        if (statement.equals(SAMPLES_INTO_PIECES)) {
          samplesIntoPieces(connection);
        } else {
          execute(connection, statement);
        }
      }
      execute(connection, "PRAGMA user_version=" + (next + 1), "COMMIT");
    }
  }

  /** Version 1 had a row for each sample that is not sealed, version 2 has pieces. */
  private static void samplesIntoPieces(Connection connection) throws SQLException {
    Map<Long, List<Reading>> byHour = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT channel, at, value, hold, quality FROM sample ORDER BY channel, at")) {
      while (row.next()) {
        double stored = row.getDouble(3);
        double value = row.wasNull() ? Double.NaN : stored;
        long key = Hours.key(row.getInt(1), Hours.of(row.getLong(2)));
        byHour
            .computeIfAbsent(key, hour -> new ArrayList<>())
            .add(new Reading(row.getLong(2), value, row.getInt(4), row.getInt(5)));
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO hot(id, piece, body) VALUES(?,1,?)")) {
      for (Map.Entry<Long, List<Reading>> hour : byHour.entrySet()) {
        insert.setLong(1, hour.getKey());
        insert.setBytes(2, Blocks.piece(hour.getValue()));
        insert.executeUpdate();
      }
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
