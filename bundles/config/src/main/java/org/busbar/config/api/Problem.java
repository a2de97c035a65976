package org.busbar.config.api;

/**
 * Something wrong in a file that a person wrote.
 *
 * @param file name of the file
 * @param line line, from 1; 0 where the whole file is meant
 * @param key path of the key ({@code devices.bat1.unit}); empty where none is meant
 * @param value the value as written; empty where none is
 * @param text what is wrong, in a few words
 * @param remedy what to do about it; empty where that is obvious
 */
public record Problem(String file, int line, String key, String value, String text, String remedy) {
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(file);
    if (line > 0) {
      out.append(':').append(line);
    }
    out.append(": ");
    if (!key.isEmpty()) {
      out.append(key);
      if (!value.isEmpty()) {
        out.append(" = '").append(value).append('\'');
      }
      out.append(": ");
    }
    out.append(text);
    return remedy.isEmpty() ? out.toString() : out.append(". ").append(remedy).toString();
  }
}
