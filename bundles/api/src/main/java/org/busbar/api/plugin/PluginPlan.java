package org.busbar.api.plugin;

import java.util.List;

/** What a wish comes to, before anything is done. */
public sealed interface PluginPlan {
  /**
   * It can be done.
   *
   * @param digest of all that it says: whoever consents, consents to this
   * @param words sentences: what is added, changed, removed, restarted, asked for
   * @param asks what plug-ins ask for, the part of the words that needs consent
   * @param changes plug-ins that come, go or change
   * @param restarts whether the gateway restarts for it
   * @param configuration lines of configuration that change, as a difference; empty where none do
   */
  record Possible(
      String digest,
      List<String> words,
      List<String> asks,
      List<Change> changes,
      boolean restarts,
      List<String> configuration)
      implements PluginPlan {
    /** Copies. */
    public Possible {
      words = List.copyOf(words);
      asks = List.copyOf(asks);
      changes = List.copyOf(changes);
      configuration = List.copyOf(configuration);
    }
  }

  /**
   * It cannot be done.
   *
   * @param reason one word for machines ({@code missing-dependency})
   * @param what what is wrong, in one sentence
   * @param where of which plug-in or file
   * @param remedy what to do about it
   */
  record Impossible(String reason, String what, String where, String remedy)
      implements PluginPlan {}

  /**
   * A plug-in that comes, goes or changes.
   *
   * @param from version before; empty where it was not there
   * @param to version after; empty where it goes
   */
  record Change(String id, String from, String to) {}
}
