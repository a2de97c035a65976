package org.busbar.web.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.SiteChange;
import org.busbar.web.rest.json.Problem;
import org.busbar.web.rest.json.ProblemException;
import org.jspecify.annotations.Nullable;

/** The tree of a document, as its children move within it. */
final class TreeEdit {
  private static final String TREE = "tree";
  private static final String GROUP = "group";
  private static final String CHILDREN = "children";

  private final String site;
  private final Object before;
  private final Map<String, Object> tree;

  TreeEdit(Map<String, Object> document) {
    this.site = String.valueOf(document.get("site"));
    this.before = DeviceRequests.map(document, TREE);
    this.tree = copy(DeviceRequests.map(document, TREE));
  }

  private static Map<String, Object> copy(Map<?, ?> of) {
    Map<String, Object> copy = new LinkedHashMap<>();
    of.forEach((key, value) -> copy.put(String.valueOf(key), copyOf(value)));
    return copy;
  }

  private static Object copyOf(Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(map);
      case List<?> list -> new ArrayList<>(list.stream().map(TreeEdit::copyOf).toList());
      default -> value;
    };
  }

  /** The one change that makes it the tree of the file; none where nothing moved. */
  List<SiteChange> changes() {
    if (tree.equals(before)) {
      return List.of();
    }
    return List.of(new SiteChange(List.of(TREE), tree.isEmpty() ? null : tree));
  }

  /** Has a device or group belong to a group, or to the site. */
  TreeEdit move(String name, String parent) {
    Map<String, Object> to = node(parent).orElseThrow(() -> unknown("group", parent));
    if (children(to).stream().anyMatch(child -> name.equals(nameOf(child)))) {
      return this;
    }
    Object child = take(tree, name).orElse(name);
    if (child instanceof Map<?, ?> moved && holds(moved, parent)) {
      throw new ProblemException(
          Problem.field("parent", parent, "A group cannot be within itself.", null));
    }
    children(to).add(child);
    return this;
  }

  private static boolean holds(Map<?, ?> group, String name) {
    return name.equals(nameOf(group))
        || (group.get(CHILDREN) instanceof List<?> children
            && children.stream().anyMatch(c -> c instanceof Map<?, ?> below && holds(below, name)));
  }

  /** Takes a device out; it stays a device of the site. */
  TreeEdit remove(String name) {
    take(tree, name);
    return this;
  }

  /** Makes a group what is asked for; what is null stays. */
  TreeEdit group(
      String name,
      @Nullable String parent,
      @Nullable String meter,
      @Nullable List<String> members) {
    if (node(name).isEmpty()) {
      Map<String, Object> fresh = new LinkedHashMap<>();
      fresh.put(GROUP, name);
      children(tree).add(fresh);
    }
    Map<String, Object> group = node(name).orElseThrow();
    if (parent != null) {
      move(name, parent);
    }
    if (meter != null && meter.isEmpty()) {
      group.remove("meter");
    } else if (meter != null) {
      group.put("meter", meter);
    }
    if (members != null) {
      List<Object> own = children(group);
      List<Object> left = own.stream().filter(c -> !members.contains(nameOf(c))).toList();
      own.removeAll(left);
      children(tree).addAll(left); // Who is no member any more belongs to the site.
      members.forEach(member -> move(member, name));
    }
    children(group);
    return this;
  }

  /** Takes a group away; what it held belongs to the node above. */
  TreeEdit dissolve(String name) {
    Map<String, Object> parent = parentOf(tree, name).orElseThrow(() -> unknown("id", name));
    List<Object> siblings = children(parent);
    for (int i = 0; i < siblings.size(); i++) {
      if (siblings.get(i) instanceof Map<?, ?> group && name.equals(group.get(GROUP))) {
        siblings.remove(i);
        siblings.addAll(i, group.get(CHILDREN) instanceof List<?> held ? held : List.of());
        return this;
      }
    }
    return this;
  }

  /** Whether there is a group of that name. */
  boolean hasGroup(String name) {
    return !name.equals(site) && node(name).isPresent();
  }

  private Optional<Map<String, Object>> node(String name) {
    return name.isEmpty() || name.equals(site)
        ? Optional.of(tree)
        : parentOf(tree, name)
            .flatMap(
                parent ->
                    children(parent).stream()
                        .filter(c -> c instanceof Map<?, ?> m && name.equals(m.get(GROUP)))
                        .map(TreeEdit::asMap)
                        .findFirst());
  }

  private static Optional<Map<String, Object>> parentOf(Map<String, Object> at, String name) {
    for (Object child : childrenOf(at)) {
      if (name.equals(nameOf(child))) {
        return Optional.of(at);
      }
      if (child instanceof Map<?, ?>) {
        Optional<Map<String, Object>> below = parentOf(asMap(child), name);
        if (below.isPresent()) {
          return below;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Object> take(Map<String, Object> from, String name) {
    Optional<Map<String, Object>> parent = parentOf(from, name);
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    List<Object> siblings = children(parent.get());
    Object found = siblings.stream().filter(c -> name.equals(nameOf(c))).findFirst().orElseThrow();
    siblings.remove(found);
    return Optional.of(found);
  }

  private static @Nullable String nameOf(Object child) {
    if (child instanceof Map<?, ?> map) {
      Object name = map.containsKey(GROUP) ? map.get(GROUP) : map.get("device");
      return name == null ? null : String.valueOf(name);
    }
    return String.valueOf(child);
  }

  private static List<?> childrenOf(Map<String, Object> node) {
    return node.get(CHILDREN) instanceof List<?> list ? list : List.of();
  }

  @SuppressWarnings("unchecked") // copied above: every list may be changed
  private static List<Object> children(Map<String, Object> node) {
    if (!(node.get(CHILDREN) instanceof List<?>)) {
      node.put(CHILDREN, new ArrayList<>());
    }
    return (List<Object>) node.get(CHILDREN);
  }

  @SuppressWarnings("unchecked") // copied above: every key is a text
  private static Map<String, Object> asMap(Object map) {
    return (Map<String, Object>) map;
  }

  private static ProblemException unknown(String field, String name) {
    return new ProblemException(
        Problem.field(
            field, name, "There is no group '" + name + "'.", "GET /api/v1/groups lists them."));
  }
}
