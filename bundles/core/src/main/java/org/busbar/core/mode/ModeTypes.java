package org.busbar.core.mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.control.ControlMode;
import org.busbar.api.plugin.Containment;
import org.busbar.api.plugin.Containment.Declared;
import org.busbar.api.vocabulary.Level;

/** The types of control modes that are installed now; they come and go. Any thread. */
public final class ModeTypes {
  private final Map<String, List<ControlMode<?, ?>>> byId = new ConcurrentHashMap<>();
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
  Containment containment() {
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

  /** Adds a type; of several with the same id the newest counts. */
  public void add(ControlMode<?, ?> type) {
    byId.merge(type.id(), List.of(type), ModeTypes::joined);
  }

  /** Removes a type; an older one with the same id counts again. */
  public void remove(ControlMode<?, ?> type) {
    byId.replaceAll((id, types) -> types.stream().filter(known -> known != type).toList());
  }

  /** The type with this id, empty where none is installed. */
  public Optional<ControlMode<?, ?>> find(String id) {
    List<ControlMode<?, ?>> types = byId.getOrDefault(id, List.of());
    return types.isEmpty() ? Optional.empty() : Optional.of(types.getLast());
  }

  private static List<ControlMode<?, ?>> joined(
      List<ControlMode<?, ?>> before, List<ControlMode<?, ?>> added) {
    List<ControlMode<?, ?>> all = new ArrayList<>(before);
    all.addAll(added);
    return List.copyOf(all);
  }
}
