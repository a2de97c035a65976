package org.busbar.core.mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.busbar.api.control.ControlMode;

/** The types of control modes that are installed now; they come and go. Any thread. */
public final class ModeTypes {
  private final Map<String, List<ControlMode<?, ?>>> byId = new ConcurrentHashMap<>();

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
