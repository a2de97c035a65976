package org.busbar.config.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.site.SiteChange;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Changes a YAML text in places, so that what a person wrote around them, comments too, stays as it
 * is. What comes out is read again and compared with what was meant; where it differs (a file with
 * anchors, say) the whole file is written anew, without its comments.
 */
public final class Edit {
  private static final int MAX_CHARACTERS = 4 << 20;

  private String text;

  private Edit(String text) {
    this.text = text;
  }

  /**
   * A text that was changed.
   *
   * @param text all of it
   * @param commentsKept whether every comment of the old text is still there
   */
  public record Edited(String text, boolean commentsKept) {}

  /**
   * Makes changes, one after the other. A value that is removed and at once written beside where it
   * stood, under another key, stays in its place.
   *
   * @throws IllegalArgumentException if the text is no YAML mapping, or a path leads through a
   *     value
   */
  public static Edited apply(String text, List<SiteChange> changes) {
    Map<String, Object> wanted = plain(text);
    Edit edit = new Edit(text);
    boolean placed = true;
    for (int i = 0; i < changes.size(); i++) {
      SiteChange change = changes.get(i);
      boolean renames = i + 1 < changes.size() && renames(wanted, change, changes.get(i + 1));
      put(wanted, change.path(), change.value());
      if (renames) {
        SiteChange written = changes.get(++i);
        put(wanted, written.path(), written.value());
        placed = placed && edit.rename(change.path(), written.path().getLast(), wanted);
      } else {
        placed = placed && edit.place(change.path(), change.value(), wanted);
      }
    }
    String result = placed ? edit.text : YamlWriter.document(wanted);
    return new Edited(result, comments(result) >= comments(text));
  }

  /** A document as texts, lists and maps in the order of the file; all values as written. */
  public static Map<String, Object> plain(String text) {
    Map<String, Object> all = new LinkedHashMap<>();
    root(text).getValue().forEach(tuple -> all.put(key(tuple), plain(tuple.getValueNode())));
    return all;
  }

  private static Object plain(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, Object> map = new LinkedHashMap<>();
        mapping.getValue().forEach(tuple -> map.put(key(tuple), plain(tuple.getValueNode())));
        yield map;
      }
      case SequenceNode list -> {
        List<Object> items = new ArrayList<>();
        list.getValue().forEach(item -> items.add(plain(item)));
        yield items;
      }
      case ScalarNode scalar -> scalar.getValue();
      default -> throw new IllegalArgumentException("has a node of no known kind");
    };
  }

  /** The same change of the plain document. */
  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> root, List<String> path, @Nullable Object value) {
    Map<String, Object> at = root;
    for (String key : path.subList(0, path.size() - 1)) {
      Object below = at.get(key);
      if (below == null || "".equals(below)) {
        if (value == null) {
          return;
        }
        below = new LinkedHashMap<String, Object>();
        at.put(key, below);
      }
      if (!(below instanceof Map<?, ?>)) {
        throw new IllegalArgumentException("'" + key + "' is a value, no mapping");
      }
      at = (Map<String, Object>) below;
    }
    if (value != null) {
      at.put(path.getLast(), value);
      return;
    }
    at.remove(path.getLast());
    if (at.isEmpty() && path.size() > 1) {
      put(root, path.subList(0, path.size() - 1), null);
    }
  }

  /** Whether one change takes a value away and the next writes it back under a key beside it. */
  private static boolean renames(Map<String, Object> root, SiteChange gone, SiteChange written) {
    List<String> from = gone.path();
    List<String> to = written.path();
    Optional<Object> value = value(root, from);
    return gone.value() == null
        && value.isPresent()
        && from.size() == to.size()
        && from.subList(0, from.size() - 1).equals(to.subList(0, to.size() - 1))
        && value.get().equals(written.value())
        && value(root, to).isEmpty();
  }

  private static Optional<Object> value(Map<?, ?> root, List<String> path) {
    Object below = root.get(path.getFirst());
    if (path.size() == 1) {
      return Optional.ofNullable(below);
    }
    return below instanceof Map<?, ?> map
        ? value(map, path.subList(1, path.size()))
        : Optional.empty();
  }

  private static int comments(String text) {
    int count = 0;
    boolean opens = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      count += c == '#' && opens ? 1 : 0;
      opens = Character.isWhitespace(c);
    }
    return count;
  }

  /** Changes the text; returns whether it then says what is wanted. */
  private boolean place(List<String> path, @Nullable Object value, Map<String, Object> wanted) {
    if (value == null) {
      remove(root(text), path);
    } else {
      set(root(text), path, value);
    }
    return says(wanted);
  }

  /** Gives a key another name; returns whether the text then says what is wanted. */
  private boolean rename(List<String> path, String to, Map<String, Object> wanted) {
    MappingNode at = root(text);
    for (String key : path.subList(0, path.size() - 1)) {
      Optional<NodeTuple> below = find(at, key);
      if (below.isEmpty() || !(below.get().getValueNode() instanceof MappingNode mapping)) {
        return false;
      }
      at = mapping;
    }
    Optional<NodeTuple> found = find(at, path.getLast());
    if (found.isEmpty()) {
      return false;
    }
    Node key = found.get().getKeyNode();
    text =
        text.substring(0, start(key))
            + YamlWriter.scalar(to)
            + text.substring(at(key.getEndMark()));
    return says(wanted);
  }

  private boolean says(Map<String, Object> wanted) {
    try {
      return plain(text).equals(wanted);
    } catch (IllegalArgumentException e) {
      return false; // What was made of it is no YAML: the whole is written anew.
    }
  }

  private void set(MappingNode at, List<String> path, Object value) {
    Optional<NodeTuple> found = find(at, path.getFirst());
    if (found.isEmpty()) {
      insert(at, path.getFirst(), nested(path.subList(1, path.size()), value));
      return;
    }
    Node standing = found.get().getValueNode();
    if (path.size() > 1) {
      List<String> below = path.subList(1, path.size());
      if (standing instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
        set(mapping, below, value);
      } else {
        replace(at, found.get(), nested(below, value));
      }
    } else if (value instanceof Map<?, ?> map && standing instanceof MappingNode mapping) {
      adapt(at, found.get(), mapping, map);
    } else if (!plain(standing).equals(value)) {
      replace(at, found.get(), value);
    }
  }

  /** Key by key, so that comments beside those that stay are kept. */
  private void adapt(MappingNode parent, NodeTuple tuple, MappingNode standing, Map<?, ?> map) {
    boolean shared = standing.getValue().stream().anyMatch(each -> map.containsKey(key(each)));
    if (!shared || standing.getValue().isEmpty()) {
      replace(parent, tuple, map);
      return;
    }
    List<Integer> way = List.of(start(standing));
    for (NodeTuple each : List.copyOf(standing.getValue())) {
      if (!map.containsKey(key(each))) {
        remove(again(way), List.of(key(each)));
      }
    }
    map.forEach((key, value) -> set(again(way), List.of(String.valueOf(key)), value));
  }

  /** The mapping that begins at a place, read again: its marks are those of the new text. */
  private MappingNode again(List<Integer> way) {
    return within(root(text), way.getFirst())
        .orElseThrow(() -> new IllegalArgumentException("the mapping has moved"));
  }

  private Optional<MappingNode> within(MappingNode at, int start) {
    if (start(at) == start) {
      return Optional.of(at);
    }
    for (NodeTuple tuple : at.getValue()) {
      if (tuple.getValueNode() instanceof MappingNode below) {
        Optional<MappingNode> found = within(below, start);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private void replace(MappingNode parent, NodeTuple tuple, Object value) {
    int from = start(tuple.getKeyNode());
    String line = YamlWriter.entry(key(tuple), value, column(from), isFlow(parent));
    text = text.substring(0, from) + line + text.substring(end(tuple));
  }

  private void insert(MappingNode at, String key, Object value) {
    if (isFlow(at)) {
      boolean empty = at.getValue().isEmpty();
      int place = empty ? start(at) + 1 : end(at.getValue().getLast());
      String entry = YamlWriter.entry(key, value, 0, true);
      text = text.substring(0, place) + (empty ? "" : ", ") + entry + text.substring(place);
      return;
    }
    int column = column(start(at.getValue().getFirst().getKeyNode()));
    int place = lineEnd(end(at.getValue().getLast()));
    String entry = YamlWriter.entry(key, value, column, false);
    text = text.substring(0, place) + "\n" + " ".repeat(column) + entry + text.substring(place);
  }

  /** A mapping that would be left empty goes with its last key. */
  private void remove(MappingNode at, List<String> path) {
    Optional<NodeTuple> found = find(at, path.getFirst());
    if (found.isEmpty()) {
      return;
    }
    Node standing = found.get().getValueNode();
    boolean all =
        path.size() == 1
            || (standing instanceof MappingNode below
                && below.getValue().size() == 1
                && isAlone(below, path.subList(1, path.size())));
    if (!all) {
      if (standing instanceof MappingNode below) {
        remove(below, path.subList(1, path.size()));
      }
      return;
    }
    cut(at, found.get());
  }

  private static boolean isAlone(MappingNode at, List<String> path) {
    Optional<NodeTuple> found = find(at, path.getFirst());
    return found.isPresent()
        && at.getValue().size() == 1
        && (path.size() == 1
            || (found.get().getValueNode() instanceof MappingNode below
                && isAlone(below, path.subList(1, path.size()))));
  }

  private void cut(MappingNode at, NodeTuple tuple) {
    int from = start(tuple.getKeyNode());
    int to = end(tuple);
    if (!isFlow(at)) {
      int end = lineEnd(to);
      text =
          text.substring(0, from - column(from)) + text.substring(Math.min(text.length(), end + 1));
      return;
    }
    int index = at.getValue().indexOf(tuple);
    boolean last = index == at.getValue().size() - 1;
    if (!last) {
      to = start(at.getValue().get(index + 1).getKeyNode());
    } else if (index > 0) {
      from = end(at.getValue().get(index - 1));
    }
    text = text.substring(0, from) + text.substring(to);
  }

  private static Object nested(List<String> path, Object value) {
    return path.isEmpty()
        ? value
        : Map.of(path.getFirst(), nested(path.subList(1, path.size()), value));
  }

  private static Optional<NodeTuple> find(MappingNode at, String key) {
    return at.getValue().stream().filter(tuple -> key(tuple).equals(key)).findFirst();
  }

  private static String key(NodeTuple tuple) {
    if (tuple.getKeyNode() instanceof ScalarNode key) {
      return key.getValue();
    }
    throw new IllegalArgumentException("has a key that is no word");
  }

  private static boolean isFlow(CollectionNode<?> node) {
    return node.getFlowStyle() == FlowStyle.FLOW;
  }

  private int start(Node node) {
    return at(node.getStartMark());
  }

  /** Where what is written of a value ends: a block goes as far as its last value. */
  private int end(NodeTuple tuple) {
    return Math.max(end(tuple.getValueNode()), at(tuple.getKeyNode().getEndMark()) + 1);
  }

  private int end(Node node) {
    if (node instanceof CollectionNode<?> block && !isFlow(block)) {
      return switch (block) {
        case MappingNode mapping when !mapping.getValue().isEmpty() ->
            end(mapping.getValue().getLast());
        case SequenceNode list when !list.getValue().isEmpty() -> end(list.getValue().getLast());
        default -> start(block);
      };
    }
    int end = at(node.getEndMark());
    while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
      end--; // A text in a block ends behind its last line.
    }
    return end;
  }

  private int at(Optional<Mark> mark) {
    int index = mark.map(Mark::getIndex).orElse(0);
    return text.offsetByCodePoints(0, index);
  }

  private int column(int place) {
    return place - (text.lastIndexOf('\n', place - 1) + 1);
  }

  private int lineEnd(int place) {
    int end = text.indexOf('\n', place);
    return end < 0 ? text.length() : end;
  }

  private static MappingNode root(String text) {
    LoadSettings settings =
        LoadSettings.builder().setUseMarks(true).setCodePointLimit(MAX_CHARACTERS).build();
    try {
      if (new Compose(settings).composeString(text).orElse(null) instanceof MappingNode mapping) {
        return mapping;
      }
    } catch (org.snakeyaml.engine.v2.exceptions.YamlEngineException e) {
      throw new IllegalArgumentException("is no YAML: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("is no mapping of keys to values");
  }
}
