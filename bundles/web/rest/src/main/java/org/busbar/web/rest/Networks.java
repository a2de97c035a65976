package org.busbar.web.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;

/** Ranges of addresses as people write them. */
final class Networks {
  private static final int MOST = 1024;
  private static final int BITS = 32;
  private static final Pattern NETWORK = Pattern.compile("([0-9.]+)/(\\d{1,2})");
  private static final Pattern RANGE = Pattern.compile("([0-9.]+)\\.(\\d{1,3})-(\\d{1,3})");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]{1,253}");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  private Networks() {}

  /** The hosts of {@code 10.0.0.0/24}, {@code 10.0.0.5-20} or a name; at most 1024. */
  static List<String> hosts(String text) {
    Matcher network = NETWORK.matcher(text);
    if (network.matches()) {
      int prefix = Integer.parseInt(network.group(2));
      long first = address(text, network.group(1));
      long size = 1L << (BITS - Math.min(prefix, BITS));
      if (prefix > BITS || size > MOST) {
        throw wrong(text, "Write a network of at most " + MOST + " addresses, such as /24.");
      }
      first -= first % size;
      long ends = size > 2 ? 1 : 0; // Its first and its last address are no hosts.
      return addresses(first + ends, first + size - 1 - ends);
    }
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      long from = address(text, range.group(1) + "." + range.group(2));
      long to = address(text, range.group(1) + "." + range.group(3));
      if (to < from) {
        throw wrong(text, "Write the lower address first.");
      }
      return addresses(from, to);
    }
    if (text.matches("[0-9.]+")) {
      address(text, text);
    }
    if (!HOST.matcher(text).matches()) {
      throw wrong(text, "Write such as 192.168.1.0/24, 192.168.1.10-40 or a name.");
    }
    return List.of(text);
  }

  private static long address(String whole, String text) {
    Matcher address = ADDRESS.matcher(text);
    long value = 0;
    for (int part = 1; part <= 4; part++) {
      int number = address.matches() ? Integer.parseInt(address.group(part)) : MOST;
      if (number > 255) {
        throw wrong(whole, "Write such as 192.168.1.0/24 or 192.168.1.10-40.");
      }
      value = value * 256 + number;
    }
    return value;
  }

  private static List<String> addresses(long first, long last) {
    List<String> all = new ArrayList<>();
    for (long at = first; at <= last; at++) {
      all.add((at >> 24) + "." + (at >> 16 & 255) + "." + (at >> 8 & 255) + "." + (at & 255));
    }
    return all;
  }

  private static ProblemException wrong(String text, String remedy) {
    return new ProblemException(
        Problem.field("network", text, "This is no range of addresses to search.", remedy));
  }
}
