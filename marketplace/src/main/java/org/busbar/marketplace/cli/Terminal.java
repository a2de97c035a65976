package org.busbar.marketplace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Where the person sits who is asked. */
final class Terminal {
  private final BufferedReader in;
  private final PrintStream out;

  Terminal(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
    this.out = out;
  }

  static Terminal standard() {
    return new Terminal(System.in, System.out);
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Has a word typed, as a yes that is not given by habit.
   *
   * @param given what a script says in its place; empty where a person is asked
   * @return whether it was typed
   */
  boolean consents(String word, String given) throws IOException {
    if (!given.isEmpty()) {
      if (!given.equals(word)) {
        throw new IllegalArgumentException(
            "--yes says " + given + ", but what is to be consented to is " + word);
      }
      return true;
    }
    out.print("Type " + word + " to consent, anything else to leave it: ");
    out.flush();
    String typed = in.readLine();
    return typed != null && typed.strip().equals(word);
  }
}
