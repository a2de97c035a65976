package org.busbar.api.plugin;

/** Limits and counts nothing. */
enum Uncontained implements Containment {
  INSTANCE;

  private static final Span NOTHING = () -> {};

  @Override
  public Declared declared(Class<?> type) {
    return Declared.EVERYTHING;
  }

  @Override
  public Span begin(Class<?> type) {
    return NOTHING;
  }

  @Override
  public void late(Class<?> type) {
    // Nobody counts.
  }

  @Override
  public void failed(Class<?> type) {
    // Nobody counts.
  }
}
