package org.busbar.safety.trend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** What is usual for each quantity, as it stands in {@code trend.properties}. */
public final class Usual {
  private static final int WORDS = 8;
  private final Properties values = new Properties();

  /** Reads the table of this bundle. */
  public Usual() {
    try (InputStream in = Usual.class.getResourceAsStream("trend.properties")) {
      values.load(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is usual for a quantity of that table; throws where it is not there or not whole. */
  public TrendLimits of(String quantity) {
    String text = values.getProperty(quantity, "");
    String[] words = text.split(",");
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "trend.properties: " + quantity + " has " + words.length + " values, not " + WORDS);
    }
    double[] v = new double[WORDS];
    for (int i = 0; i < WORDS; i++) {
      v[i] = Double.parseDouble(words[i].strip());
    }
    return new TrendLimits(v[0], v[1], v[2], v[3], v[4], (int) v[5], v[6], v[7]);
  }
}
