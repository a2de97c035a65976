package org.busbar.api.device.write;

import java.util.List;
import java.util.Optional;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Words;

/**
 * The requests by which a command is carried out, so that somebody else can: a process that stands
 * in for a gateway that died.
 *
 * @param writes in the device's own order, at least one
 * @param readBack where the device says what it holds, empty where it cannot be asked
 */
public record WritePlan(List<RegisterWrite> writes, Optional<ReadBack> readBack) {
  /**
   * What proves that the device took it.
   *
   * @param place what to read
   * @param expected what it reads as then
   */
  public record ReadBack(Registers place, Words expected) {
    /** Checks the length; throws {@link IllegalArgumentException}. */
    public ReadBack {
      if (place.count() != expected.size()) {
        throw new IllegalArgumentException(
            place.count() + " words are read, " + expected.size() + " expected");
      }
    }
  }

  /** Copies the writes; throws {@link IllegalArgumentException} where there is none. */
  public WritePlan {
    writes = List.copyOf(writes);
    if (writes.isEmpty()) {
      throw new IllegalArgumentException("a plan without a write");
    }
  }
}
