package org.busbar.runtime.bench;

/** One bench. */
interface Bench {
  /** The word on the command line. */
  String name();

  /** What it measures, one line. */
  String text();

  /**
   * Runs it.
   *
   * @param report where its figures go
   * @param brief whether a short run will do
   */
  void run(Report report, boolean brief) throws Exception;
}
