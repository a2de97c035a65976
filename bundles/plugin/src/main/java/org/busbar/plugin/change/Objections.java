package org.busbar.plugin.change;

import java.util.Optional;
import org.busbar.plugin.generation.Generation;

/** What is said against plug-ins while a job waits. On the worker's thread. */
public interface Objections {
  /** Why one of those that change must not stay, in a sentence; empty where it may. */
  Optional<String> against(Generation.Plugin plugin);

  /** Heeds what is said against all others. */
  void heed();
}
