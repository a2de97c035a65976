package org.busbar.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ./busbar baseline [accept]}: compares the contracts with what they promised, or writes
 * down what they promise from now on.
 */
public final class BaselineMain {
  /** The committed promise. */
  static final String FILE = "bnd/api-baseline.txt";

  private BaselineMain() {}

  public static void main(String[] args) throws IOException {
    Path checkout = Path.of(args[0]);
    Path file = checkout.resolve(FILE);
    Baseline now = Baseline.ofCheckout(checkout);
    boolean isKnown = Files.exists(file);
    List<String> broken = isKnown ? read(checkout).brokenBy(now) : List.of();
    broken.forEach(System.out::println);
    boolean accepts = args.length > 1 && args[1].equals("accept");
    // A package that is gone has no version to raise; accepting is how its end is said.
    if (broken.stream().anyMatch(text -> text.contains("raise @Version"))
        || (!accepts && !broken.isEmpty())) {
      System.exit(1);
    }
    if (accepts) {
      Files.write(file, now.lines());
      System.out.println("written: " + FILE);
    } else {
      System.out.println("every promise of " + FILE + " is kept");
    }
  }

  static Baseline read(Path checkout) throws IOException {
    return Baseline.ofLines(Files.readAllLines(checkout.resolve(FILE)));
  }
}
