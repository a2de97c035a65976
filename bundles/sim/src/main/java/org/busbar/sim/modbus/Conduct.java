package org.busbar.sim.modbus;

import java.time.Duration;

/** How a unit treats one request: the place where faults of the wire are put in. */
public sealed interface Conduct {
  /** Answers as the specification says. */
  Conduct HONEST = new Honest();

  /** Answers as the specification says. */
  record Honest() implements Conduct {}

  /** Never answers; the connection stays. */
  record Silent() implements Conduct {}

  /** Answers later. */
  record Slow(Duration delay) implements Conduct {}

  /** Answers with an exception. */
  record Refuse(int code) implements Conduct {}

  /** Acknowledges a write that has no effect; answers reads as usual. */
  record IgnoreWrite() implements Conduct {}

  /** Closes the connection instead of answering. */
  record Drop() implements Conduct {}

  /** Answers, but the last bytes never come; what was asked is done all the same. */
  record CutShort() implements Conduct {}

  /** Answers with bytes that are no Modbus. */
  record Garbage() implements Conduct {}
}
