package org.busbar.web.rest.view;

import java.util.Arrays;
import java.util.List;
import org.busbar.api.history.History;

/** A point over a range; a row is begin, mean, min, max and number of samples. */
public record HistoryView(String unit, String resolution, List<List<Object>> rows) {
  /** A history whose resolution is written so. */
  public static HistoryView of(History history, String resolution) {
    return new HistoryView(
        history.unit().symbol(),
        resolution,
        history.rows().stream()
            .map(
                row ->
                    Arrays.<Object>asList(row.start(), row.mean(), row.min(), row.max(), row.n()))
            .toList());
  }
}
