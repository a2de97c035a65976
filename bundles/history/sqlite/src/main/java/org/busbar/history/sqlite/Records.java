package org.busbar.history.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.vocabulary.SiteId;

/** Decisions, hot ones and those packed by ten minutes, and events. */
final class Records {
  private static final long PACK_MS = 600_000;

  private Records() {}

  static List<Decision> decisions(Table table, Instant from, Instant to, int limit)
      throws SQLException {
    long fromMs = from.toEpochMilli();
    long toMs = to.toEpochMilli();
    List<Decision> found = new ArrayList<>();
    List<byte[]> packs =
        table.list(
            "SELECT body FROM decisions WHERE start>? AND start<? ORDER BY start",
            row -> row.getBytes(1),
            fromMs - PACK_MS,
            toMs);
    for (byte[] pack : packs) {
      unpack(pack).forEach(body -> found.add(DecisionCodec.read(body)));
    }
    table
        .list(
            "SELECT body FROM decision WHERE at>=? AND at<? ORDER BY at, step LIMIT ?",
            row -> row.getBytes(1),
            fromMs,
            toMs,
            limit)
        .forEach(body -> found.add(DecisionCodec.read(body)));
    return found.stream()
        .filter(decision -> !decision.at().isBefore(from) && decision.at().isBefore(to))
        .sorted(
            (a, b) ->
                a.at().equals(b.at()) ? Long.compare(a.step(), b.step()) : a.at().compareTo(b.at()))
        .limit(limit)
        .toList();
  }

  static List<Event> events(Table table, SiteId site, Instant from, Instant to, int limit)
      throws SQLException {
    return table.list(
        "SELECT at, sequence, severity, source, kind, text, detail FROM event"
            + " WHERE at>=? AND at<? ORDER BY at, sequence LIMIT ?",
        row -> event(site, row),
        from.toEpochMilli(),
        to.toEpochMilli(),
        limit);
  }

  private static Event event(SiteId site, ResultSet row) throws SQLException {
    return new Event(
        row.getLong(2),
        site,
        Instant.ofEpochMilli(row.getLong(1)),
        0,
        Severity.valueOf(row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        Details.read(row.getString(7)));
  }

  /**
   * Packs the oldest ten minutes of decisions that ended before a moment; one transaction.
   *
   * @return whether there was something to pack
   */
  static boolean packOldest(Table table, long cutoffMs) throws SQLException {
    return table.transaction(
        () -> {
          Optional<Long> oldest =
              table.first("SELECT at FROM decision ORDER BY at LIMIT 1", row -> row.getLong(1));
          long start = Math.floorDiv(oldest.orElse(cutoffMs), PACK_MS) * PACK_MS;
          if (start + PACK_MS > cutoffMs) {
            return false;
          }
          List<byte[]> bodies = new ArrayList<>();
          table
              .first("SELECT body FROM decisions WHERE start=?", row -> row.getBytes(1), start)
              .ifPresent(body -> bodies.addAll(unpack(body)));
          List<byte[]> late =
              table.list(
                  "SELECT body FROM decision WHERE at>=? AND at<? ORDER BY at, step",
                  row -> row.getBytes(1),
                  start,
                  start + PACK_MS);
          for (byte[] body : late) {
            if (bodies.stream().noneMatch(known -> Arrays.equals(known, body))) {
              bodies.add(body);
            }
          }
          table.update(
              "INSERT OR REPLACE INTO decisions(start, body) VALUES(?,?)", start, pack(bodies));
          table.update("DELETE FROM decision WHERE at>=? AND at<?", start, start + PACK_MS);
          return true;
        });
  }

  private static byte[] pack(List<byte[]> bodies) {
    Columns.Writer out = new Columns.Writer();
    out.number(bodies.size());
    for (byte[] body : bodies) {
      out.number(body.length);
      out.bytes(body);
    }
    return out.deflated();
  }

  private static List<byte[]> unpack(byte[] packed) {
    Columns.Reader in = Columns.Reader.deflated(packed);
    List<byte[]> bodies = new ArrayList<>();
    for (long i = in.number(); i > 0; i--) {
      bodies.add(in.bytes((int) in.number()));
    }
    return bodies;
  }
}
