package org.busbar.history.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries with numbers and texts as parameters; statements are kept. For one thread at a time. */
final class Table implements AutoCloseable {
  private final Connection connection;
  private final String begin;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Table(Connection connection, String begin) {
    this.connection = connection;
    this.begin = begin;
  }

  static Table reading(Path file) throws SQLException {
    return new Table(Schema.openForReading(file), "BEGIN");
  }

  /** For changes: a transaction waits at its begin for those of other processes. */
  static Table writing(Path file, String journal) throws SQLException {
    return new Table(Schema.open(file, journal), "BEGIN IMMEDIATE");
  }

  /** Makes something of a row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Something that fails with an SQL exception. */
  interface Work<T> {
    T run() throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
    List<T> found = new ArrayList<>();
    try (ResultSet rows = prepared(sql, parameters).executeQuery()) {
      while (rows.next()) {
        found.add(reader.read(rows));
      }
    }
    return found;
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
    try (ResultSet rows = prepared(sql, parameters).executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  int update(String sql, Object... parameters) throws SQLException {
    return prepared(sql, parameters).executeUpdate();
  }

  /** Adds to the batch of this statement. */
  void add(String sql, Object... parameters) throws SQLException {
    prepared(sql, parameters).addBatch();
  }

  void executeBatch(String sql) throws SQLException {
    prepared(sql).executeBatch();
  }

  /**
   * All of it or nothing; what is read in it belongs together. Begin and end are said to the engine
   * itself, because it also ends a transaction by itself where the disk is full, which a driver
   * that keeps its own account does not notice.
   */
  <T> T transaction(Work<T> work) throws SQLException {
    Schema.execute(connection, begin);
    try {
      T result = work.run();
      Schema.execute(connection, "COMMIT");
      return result;
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  private void rollback(Exception cause) {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.clearBatch();
      }
      Schema.execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    connection.close();
  }
}
