package org.busbar.plugin.run;

import java.util.Optional;

/** What is said against plug-ins while a job waits. On the worker's thread. */
interface Objections {
  /** Why one of those that change must not stay, in a sentence; empty where it may. */
  Optional<String> against(Generation.Plugin plugin);

  /** Heeds what is said against all others. */
  void heed();
}
