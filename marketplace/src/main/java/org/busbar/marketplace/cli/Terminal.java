package org.busbar.marketplace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Collectors;
import org.busbar.plugin.format.RefusedException;

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
    out.println(plain(line));
    out.flush();
  }

  /** A line with nothing in it that moves the cursor, colours or turns round what stands there. */
  static String plain(String line) {
    return line.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\t]]", "?");
  }

  /** What is printed of a refusal. */
  static String refused(RefusedException e) {
    return plain("Refused (" + e.refusal().reason().word() + "): " + e.getMessage());
  }

  /** What went wrong; of files the system says no more than the name. */
  static String words(Exception e) {
    Throwable cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    String said =
        (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            .lines()
            .map(Terminal::plain)
            .collect(Collectors.joining("\n"));
    return switch (cause) {
      case NoSuchFileException _ -> said + " is not there";
      case FileAlreadyExistsException _ -> said + " is there already";
      case AccessDeniedException _ -> said + " may not be read or written";
      case NotDirectoryException _ -> said + " is no folder";
      default -> said;
    };
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
