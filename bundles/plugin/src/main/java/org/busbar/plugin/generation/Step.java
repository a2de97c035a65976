package org.busbar.plugin.generation;

import java.util.Locale;

/** What is written into the journal once it is done, in this order. */
public enum Step {
  /** Somebody consented to a plan. */
  PLANNED("Planned"),
  /** It was confirmed at the gateway's own terminal. */
  CONFIRMED("Confirmed at the gateway"),
  /** Chain, digests, signatures and bytes were checked. */
  VERIFIED("Verified"),
  /** The files lie where they stay. */
  STAGED("Staged"),
  /** The configuration of sites was copied. */
  CONFIGURATION_COPIED("Configuration copied"),
  /** The new bundles are in the framework, beside the old. */
  INSTALLED("Installed beside what runs"),
  /** The new bundles run. */
  STARTED("Started"),
  /** The new does what the old does. */
  TRIED("Tried out beside what runs"),
  /** Everything goes by the new, the old is kept. */
  MOVED("Moved"),
  /** The generation is on the disk. */
  GENERATION_WRITTEN("Generation written"),
  /** It is the one that starts from now on. */
  POINTER_MOVED("Generation in force"),
  /** The watch time is over. */
  WATCHED("Watched"),
  /** The old is gone. */
  RETIRED("The old was retired"),
  /** All is done. */
  DONE("Done"),
  /** All is as before. */
  ROLLED_BACK("Rolled back"),
  /** Nothing was changed. */
  ENDED("Ended");

  private final String text;

  Step(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }

  /** In the journal and for tests that end a gateway ({@code pointer-moved}). */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isEnd() {
    return this == DONE || this == ROLLED_BACK || this == ENDED;
  }

  /** Told of each step once it is in the journal, and just before. Tests end the gateway there. */
  @FunctionalInterface
  public interface Listener {
    void done(Step step);

    /** It is done and about to be written down. */
    public default void before(Step step) {
      // Nobody needs to know but tests.
    }
  }
}
