package org.busbar.core.mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.control.ControlMode;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.Containment.Declared;
import org.busbar.api.vocabulary.Level;
import org.jspecify.annotations.Nullable;

/**
 * The types of control modes that are installed now; they come and go. Of several with the same id
 * the first counts; the next waits until it is moved to or the first has gone. Any thread.
 */
public final class ModeTypes {
  /** A type with the bundle it came from; 0 where it came from none. */
  private record Known(ControlMode<?, ?> type, long bundle) {}

  private final Map<String, List<Known>> byId = new ConcurrentHashMap<>();
  private final Map<String, ModeTrial> trials = new ConcurrentHashMap<>();
  private volatile Containment containment = Containment.none();

  /** Has what plug-ins bring held to what they declared, and counted. */
  public void containedBy(Containment by) {
    containment = by;
  }

  /** The same, where it is still this one: nothing is limited or counted any more. */
  public void uncontainedBy(Containment gone) {
    if (containment == gone) {
      containment = Containment.none();
    }
  }

  /** Who holds plug-ins to what they declared. */
  public Containment containment() {
    return containment;
  }

  /** Why a type may not be used at a level; empty where it may. */
  Optional<String> refusal(ControlMode<?, ?> type, Level level) {
    Declared declared = containment.declared(type.getClass());
    return declared.mayProposeAt(level)
        ? Optional.empty()
        : Optional.of(
            "its plug-in "
                + declared.plugin()
                + " did not declare that it proposes at "
                + level
                + "; give it one of "
                + declared.levels().stream().sorted().toList());
  }

  /** Adds a type that came from no bundle. */
  public void add(ControlMode<?, ?> type) {
    add(type, 0);
  }

  /** Adds a type. */
  public void add(ControlMode<?, ?> type, long bundle) {
    byId.merge(type.id(), List.of(new Known(type, bundle)), ModeTypes::joined);
  }

  /** Removes a type; the next with the same id counts now. */
  public void remove(ControlMode<?, ?> type) {
    byId.replaceAll((id, types) -> types.stream().filter(known -> known.type() != type).toList());
  }

  /** The type with this id, empty where none is installed. */
  public Optional<ControlMode<?, ?>> find(String id) {
    List<Known> types = byId.getOrDefault(id, List.of());
    return types.isEmpty() ? Optional.empty() : Optional.of(types.getFirst().type());
  }

  /** What these bundles brought, by id. */
  Map<String, ControlMode<?, ?>> of(Set<Long> bundles) {
    Map<String, ControlMode<?, ?>> found = new TreeMap<>();
    byId.forEach(
        (id, types) ->
            types.stream()
                .filter(known -> bundles.contains(known.bundle()))
                .findFirst()
                .ifPresent(known -> found.put(id, known.type())));
    return found;
  }

  /** Has this type count from the next step on, where it is still there. */
  void use(ControlMode<?, ?> type) {
    byId.computeIfPresent(
        type.id(),
        (id, types) ->
            types.stream()
                .filter(known -> known.type() == type)
                .findFirst()
                .map(first -> joined(List.of(first), without(types, first)))
                .orElse(types));
  }

  /** What is tried out for this id; null where nothing is. */
  @Nullable ModeTrial trial(String id) {
    return trials.get(id);
  }

  /** Tries out for this id, in the place of an older trial. */
  void begin(String id, ModeTrial trial) {
    trials.put(id, trial);
  }

  void end(ModeTrial trial) {
    trials.values().removeIf(each -> each == trial);
  }

  private static List<Known> without(List<Known> types, Known one) {
    return types.stream().filter(known -> known != one).toList();
  }

  private static List<Known> joined(List<Known> before, List<Known> added) {
    List<Known> all = new ArrayList<>(before);
    all.addAll(added);
    return List.copyOf(all);
  }
}
