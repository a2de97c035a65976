package org.busbar.api.face;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.busbar.api.site.SiteChange;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The {@code site.yaml} of one site: the one model that consoles and programs edit. A change is
 * validated as a whole, written atomically, kept as a generation and taken over by the running
 * site. Thread-safe; changes block for the disk, and until what is no longer wanted was released.
 */
@ProviderType
public interface SiteEditor {
  /** What is written, as texts, lists and maps in the order of the file. */
  Map<String, Object> document();

  /** What was kept, newest first. */
  List<Generation> generations();

  /**
   * Whether changes would be taken, as one; changes nothing.
   *
   * @param changes made in this order
   */
  Edited check(List<SiteChange> changes);

  /**
   * Makes changes as one, or none of them. Devices that are not concerned keep their connections;
   * one that is concerned is released before its session is closed, stays latched where it was, and
   * is controlled from the next start of the site. What concerns more than devices needs a site
   * that is not RUNNING, and has it built anew.
   *
   * @param changes made in this order
   * @param by who asks
   * @param reason why
   */
  Edited change(List<SiteChange> changes, String by, String reason);

  /**
   * Makes changes of what drivers, transports and control modes read (options of devices, settings
   * of connections, configuration of modes) ready for types that are about to come: file and model
   * are changed as one, but what is in use goes on as it was set up. What is set up from now on
   * takes what stands there then. The types that are installed now are not asked about it. Where it
   * takes back the last change, the file is as it was, to the letter.
   *
   * @param changes made in this order
   * @param by who asks
   * @param reason why
   */
  default Edited prepare(List<SiteChange> changes, String by, String reason) {
    return change(changes, by, reason);
  }

  /** Goes back to the generation before the one that stands; again, to the one before that. */
  Edited undo(String by, String reason);

  /**
   * A file that was in use.
   *
   * @param number counted from 1
   * @param at when it was kept
   * @param by who made it; {@code file} where it was changed outside of the gateway
   * @param reason why; empty where nobody said
   * @param undoes the generation it takes back, empty where it takes back none
   * @param sha256 digest of the file
   */
  record Generation(
      int number, Instant at, String by, String reason, OptionalInt undoes, String sha256) {}

  /**
   * Something that stands in the way of a change.
   *
   * @param path where in the file ({@code devices.bat1.unit}); empty where no key is meant
   * @param value the value as written; empty where none is meant
   * @param text what is wrong, in one sentence
   * @param remedy what to do about it; empty where that is obvious
   */
  record Flaw(String path, String value, String text, String remedy) {}

  /** What became of a change. */
  sealed interface Edited {
    /**
     * It was taken over, or would be.
     *
     * @param generation number of the generation that stands now
     * @param commentsKept whether every comment of the file is still there
     * @param rebuilt whether the site was, or would be, built anew as a whole
     */
    record Done(int generation, boolean commentsKept, boolean rebuilt) implements Edited {}

    /**
     * Nothing has changed.
     *
     * @param invalid whether what was asked for is wrong in itself; else the state of things is
     * @param flaws why, at least one
     */
    record Refused(boolean invalid, List<Flaw> flaws) implements Edited {
      /** Copies the list. */
      public Refused {
        flaws = List.copyOf(flaws);
      }
    }
  }
}
