package org.busbar.api.vocabulary;

/**
 * Where a value belongs: device or terminal, point, and index within the point.
 *
 * @param node device or terminal
 * @param point the point
 * @param index 0 for the value of the whole; 1, 2, 3 ... for a phase, string, module or cell
 */
public record Address(NodeId node, Point point, int index) implements Comparable<Address> {
  /** Greatest index. */
  public static final int MAX_INDEX = 65_535;

  /** Checks the index; throws {@link IllegalArgumentException}. */
  public Address {
    if (index < 0 || index > MAX_INDEX) {
      throw new IllegalArgumentException("index " + index + " of " + node + "/" + point);
    }
  }

  /** The address of the whole, index 0. */
  public static Address of(NodeId node, Point point) {
    return new Address(node, point, 0);
  }

  @Override
  public int compareTo(Address other) {
    int byNode = node.compareTo(other.node);
    if (byNode != 0) {
      return byNode;
    }
    int byPoint = point.compareTo(other.point);
    return byPoint != 0 ? byPoint : Integer.compare(index, other.index);
  }

  /** The point with its index as people read it: {@code voltageLnV} or {@code voltageLnV.2}. */
  public String pointName() {
    return index == 0 ? point.id() : point.id() + "." + index;
  }

  @Override
  public String toString() {
    return node + "/" + pointName();
  }
}
