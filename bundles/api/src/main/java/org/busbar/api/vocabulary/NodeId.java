package org.busbar.api.vocabulary;

import java.util.regex.Pattern;

/**
 * A node of a site's tree: the site, a group, a device ({@code bat1}) or a terminal of a device
 * ({@code hyb1.pv}). Unique within its site.
 *
 * @param value lower-case word, for a terminal {@code device.terminal}
 */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern FORM =
      Pattern.compile("[a-z0-9][a-z0-9-]{0,62}(\\.[a-z0-9][a-z0-9-]{0,62})?");

  /** Checks the form; throws {@link IllegalArgumentException} naming the value. */
  public NodeId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "node '" + value + "' must be lower-case letters, digits and hyphens, at most one dot");
    }
  }

  /** The device a terminal belongs to; the node itself where it is no terminal. */
  public NodeId device() {
    int dot = value.indexOf('.');
    return dot < 0 ? this : new NodeId(value.substring(0, dot));
  }

  /** Whether this node is a terminal of a device. */
  public boolean isTerminal() {
    return value.indexOf('.') >= 0;
  }

  /** The path of this node seen from outside its site: {@code org/site/node}. */
  public String pathIn(SiteId site) {
    return site + "/" + value;
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
