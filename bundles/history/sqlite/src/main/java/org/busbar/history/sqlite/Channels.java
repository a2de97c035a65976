package org.busbar.history.sqlite;

import java.sql.SQLException;
import java.util.Optional;

/** Points by number. The same point may have another number in another file. */
final class Channels {
  private Channels() {}

  static Optional<Integer> find(Table table, String node, String point) throws SQLException {
    return table.first(
        "SELECT id FROM channel WHERE node=? AND point=?", row -> row.getInt(1), node, point);
  }

  /** The number of a point, given now where it has none. */
  static int of(Table table, String node, String point, String unit) throws SQLException {
    Optional<Integer> found = find(table, node, point);
    if (found.isEmpty()) {
      table.update("INSERT INTO channel(node, point, unit) VALUES(?,?,?)", node, point, unit);
      found = find(table, node, point);
    }
    return found.orElseThrow();
  }

  private record Name(String node, String point, String unit) {}

  private static Name name(Table table, int channel) throws SQLException {
    return table
        .first(
            "SELECT node, point, unit FROM channel WHERE id=?",
            row -> new Name(row.getString(1), row.getString(2), row.getString(3)),
            channel)
        .orElseThrow();
  }

  /** The number that a channel of one file has in another; empty where it has none. */
  static Optional<Integer> in(Table other, Table own, int channel) throws SQLException {
    Name name = name(own, channel);
    return find(other, name.node(), name.point());
  }

  /** The number that a channel of one file gets in another. */
  static int giveIn(Table other, Table own, int channel) throws SQLException {
    Name name = name(own, channel);
    return of(other, name.node(), name.point(), name.unit());
  }
}
