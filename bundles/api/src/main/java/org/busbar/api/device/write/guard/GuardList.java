package org.busbar.api.device.write.guard;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.busbar.api.device.write.WritePlan;
import org.busbar.api.device.write.WritePlan.ReadBack;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/**
 * What must be written when the gateway is dead: the devices it may have set and that do not revert
 * by themselves. One line per fact, tab-separated, closed by a checksum.
 *
 * @param entries one per quantity of a device, in the order of writing
 */
public record GuardList(List<Entry> entries) {
  /** Name of the file, beside {@code safety.state}. */
  public static final String FILE = "guard.list";

  private static final String HEAD = "busbar-guard " + Beats.PROTOCOL;
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern BREAKS = Pattern.compile("[\\t\\n\\r]");

  /**
   * One quantity of one device.
   *
   * @param device path of the device within its site
   * @param quantity which quantity, with the node it acts on
   * @param host name or address of the Modbus TCP peer
   * @param port its port
   * @param timeout longest wait for an answer
   * @param release brings it to its release
   * @param safe brings it to its safe value
   */
  public record Entry(
      String device,
      String quantity,
      String host,
      int port,
      Duration timeout,
      WritePlan release,
      WritePlan safe) {
    /** Checks the words; throws {@link IllegalArgumentException} where one would break a line. */
    public Entry {
      for (String word : List.of(device, quantity, host)) {
        if (word.isEmpty() || BREAKS.matcher(word).find()) {
          throw new IllegalArgumentException("'" + word + "' cannot be written to a list");
        }
      }
    }
  }

  /** Copies the entries. */
  public GuardList {
    entries = List.copyOf(entries);
  }

  /** The text of the file. */
  public String write() {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    for (Entry entry : entries) {
      line(
          text,
          "device",
          entry.device(),
          entry.quantity(),
          entry.host(),
          String.valueOf(entry.port()),
          String.valueOf(entry.timeout().toMillis()));
      plan(text, "release", entry.release());
      plan(text, "safe", entry.safe());
    }
    String checksum = checksum(text.toString());
    return text.append("end\t").append(checksum).append('\n').toString();
  }

  private static void plan(StringBuilder text, String name, WritePlan plan) {
    for (RegisterWrite write : plan.writes()) {
      String verb = write.single() ? "single" : "many";
      String at = write.unit() + "\t" + write.table() + "\t" + write.address();
      line(text, name, verb, at, hex(write.words()));
    }
    if (plan.readBack().isPresent()) {
      Registers place = plan.readBack().get().place();
      String at = place.unit() + "\t" + place.table() + "\t" + place.address();
      line(text, name, "read", at, hex(plan.readBack().get().expected()));
    }
  }

  private static void line(StringBuilder text, String... words) {
    text.append(String.join("\t", words)).append('\n');
  }

  private static String hex(Words words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      text.append(HEX.toHexDigits((short) words.at(i)));
    }
    return text.toString();
  }

  private static Words words(String hex) {
    int[] words = new int[hex.length() / 4];
    for (int i = 0; i < words.length; i++) {
      words[i] = HexFormat.fromHexDigits(hex, 4 * i, 4 * i + 4);
    }
    return Words.of(words);
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException where it is not whole or of another protocol
   */
  public static GuardList read(String text) {
    int end = text.lastIndexOf("end\t");
    if (end < 0 || !text.substring(end + 4).strip().equals(checksum(text.substring(0, end)))) {
      throw new IllegalArgumentException("checksum is missing or wrong");
    }
    List<String> lines = text.substring(0, end).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      throw new IllegalArgumentException("it does not begin with '" + HEAD + "'");
    }
    List<Entry> entries = new ArrayList<>();
    try {
      for (int i = 1; i < lines.size(); ) {
        String[] device = lines.get(i).split("\t", -1);
        int next = i + 1;
        while (next < lines.size() && !lines.get(next).startsWith("device\t")) {
          next++;
        }
        entries.add(entry(device, lines.subList(i + 1, next)));
        i = next;
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a line is not whole", e);
    }
    return new GuardList(entries);
  }

  private static Entry entry(String[] device, List<String> lines) {
    return new Entry(
        device[1],
        device[2],
        device[3],
        Integer.parseInt(device[4]),
        Duration.ofMillis(Long.parseLong(device[5])),
        plan("release", lines),
        plan("safe", lines));
  }

  private static WritePlan plan(String name, List<String> lines) {
    List<RegisterWrite> writes = new ArrayList<>();
    Optional<ReadBack> readBack = Optional.empty();
    for (String line : lines) {
      String[] part = line.split("\t", -1);
      if (!part[0].equals(name)) {
        continue;
      }
      int unit = Integer.parseInt(part[2]);
      Table table = Table.valueOf(part[3]);
      int address = Integer.parseInt(part[4]);
      Words words = words(part[5]);
      if (part[1].equals("read")) {
        Registers place = new Registers(unit, table, address, words.size());
        readBack = Optional.of(new ReadBack(place, words));
      } else {
        writes.add(new RegisterWrite(unit, table, address, words, part[1].equals("single")));
      }
    }
    return new WritePlan(writes, readBack);
  }

  private static String checksum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }
}
