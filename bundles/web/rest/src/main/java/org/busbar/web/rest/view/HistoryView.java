package org.busbar.web.rest.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.busbar.api.history.History;
import org.busbar.web.rest.json.Json;

/** A point over a range; a row is begin, mean, min, max and number of samples. */
public record HistoryView(
    String unit,
    String resolution,
    @JsonSerialize(using = RowsWriter.class) List<List<Object>> rows) {
  /** A history whose resolution is written so. */
  public static HistoryView of(History history, String resolution) {
    return new HistoryView(history.unit().symbol(), resolution, new Rows(history.rows()));
  }

  /** Rows as they are written; a day of samples is many, so none is made before it is asked for. */
  private static final class Rows extends AbstractList<List<Object>> {
    private final List<History.Row> rows;

    Rows(List<History.Row> rows) {
      this.rows = rows;
    }

    @Override
    public List<Object> get(int index) {
      History.Row row = rows.get(index);
      return Arrays.asList(row.start(), row.mean(), row.min(), row.max(), row.n());
    }

    @Override
    public int size() {
      return rows.size();
    }
  }

  /** Writes rows without making lists of them. */
  static final class RowsWriter extends JsonSerializer<List<List<Object>>> {
    @Override
    public void serialize(List<List<Object>> list, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (!(list instanceof Rows view)) {
        provider.defaultSerializeValue(list, json);
        return;
      }
      json.writeStartArray();
      for (History.Row row : view.rows) {
        json.writeStartArray();
        json.writeString(Json.moment(row.start()));
        String mean = number(row.mean());
        json.writeNumber(mean);
        json.writeNumber(row.min() == row.mean() ? mean : number(row.min()));
        json.writeNumber(row.max() == row.mean() ? mean : number(row.max()));
        json.writeNumber(row.n());
        json.writeEndArray();
      }
      json.writeEndArray();
    }

    private static String number(double value) {
      return Double.isFinite(value) ? Double.toString(value + 0.0) : "null"; // no negative zero
    }
  }
}
