package org.busbar.safety;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.busbar.api.plugin.Containment;

/** Takes every class for one of a plug-in, and writes down what it is told. Thread-safe. */
final class CountingContainment implements Containment {
  private final String plugin;
  private final List<String> told = new CopyOnWriteArrayList<>();

  CountingContainment(String plugin) {
    this.plugin = plugin;
  }

  /** What it was told so far: {@code begin}, {@code end}, {@code late}, {@code failed}. */
  List<String> told() {
    return List.copyOf(told);
  }

  int begun() {
    return (int) told.stream().filter("begin"::equals).count();
  }

  @Override
  public Declared declared(Class<?> type) {
    return new Declared(plugin, Set.of(), Set.of());
  }

  @Override
  public Span begin(Class<?> type) {
    told.add("begin");
    return () -> told.add("end");
  }

  @Override
  public void late(Class<?> type) {
    told.add("late");
  }

  @Override
  public void failed(Class<?> type) {
    told.add("failed");
  }
}
