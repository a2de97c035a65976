package org.busbar.api.control;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A type of control mode: a pure function with named state. A service; instances are configurations
 * and states that the core keeps. Called on a worker of low priority, never by two threads at once
 * for one instance. A step that is late is counted and its asks stand until their deadline; one
 * that throws, returns null or is gone loses them at once.
 *
 * @param <C> configuration: a record of JDK types; its component names, in kebab case or as they
 *     are, are the keys in site.yaml
 * @param <S> state: a record of JDK types, handed over by name when the mode is swapped
 */
@ConsumerType
public interface ControlMode<C extends Record, S extends Record> {
  /** Id of the type under which site.yaml names it. */
  String id();

  /** The configuration record; its canonical constructor checks ranges and names the wrong key. */
  Class<C> configType();

  /** The state record. */
  Class<S> stateType();

  /** The configuration where site.yaml leaves keys out. */
  C defaults();

  /** The state before the first step. */
  S initial(C config);

  /**
   * Looks at the site and asks. No I/O, no threads, no ambient time.
   *
   * @param config its configuration
   * @param view the site as frozen for this step
   * @param state what the last step gave back
   */
  Step<S> step(C config, View view, S state);
}
