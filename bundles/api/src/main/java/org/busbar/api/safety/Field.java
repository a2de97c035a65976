package org.busbar.api.safety;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The field side of one site: holds connections, sessions and writers; the last word before the
 * wire. Provided by safety, used by core.
 */
@ProviderType
public interface Field extends AutoCloseable {
  /**
   * Takes what the deciding side needs for a step and performs resets that were granted. On the
   * site's loop only, at a step boundary; does not block.
   */
  Freeze freeze(Snapshot snapshot);

  /** Hands over what was decided. On the site's loop only; does not block. */
  void submit(Setpoints setpoints);

  /** State of the site. Any thread. */
  SiteStatus status();

  /**
   * Asks for RUNNING, IDLE or STOPPED. Any thread; does not wait for devices.
   *
   * @param by who asks
   * @param reason why; must not be blank
   */
  Answer request(SiteState wanted, String by, String reason);

  /**
   * Closes every gate cell and writes the safe values, as the category of an emergency stop says.
   * Idempotent, any thread, never refused, never limited in rate.
   */
  void emergencyStop(StopSource source, String by, String reason);

  /**
   * Asks to open the gate cells again: granted only when no cause stands any more, and only so
   * often in a minute as site.yaml allows; leads to IDLE, never to RUNNING. Any thread.
   */
  Answer reset(String by, String reason);

  /**
   * Has a battery discharged below its usual band of charge, down to the emergency floor that
   * site.yaml writes for it; limits of site and device hold as before. Only an explicit command of
   * a person does that: it is audited, and a restart ends it. Any thread.
   *
   * @param validFor for how long, at most 24 h; the last word counts, zero ends it
   * @param reason why; must not be blank
   */
  default Answer spendReserve(NodeId device, Duration validFor, String by, String reason) {
    return new Answer.Refused("no-reserve", "this field keeps no reserve", "");
  }

  /** All devices, in the order of site.yaml. Any thread. */
  List<DeviceStatus> devices();

  /**
   * Hands over all that a step was a function of, for the black box. On the site's loop only; does
   * not block.
   */
  default void keep(StepNote note) {}

  /** The black box of this site. Any thread. */
  default Recorder recorder() {
    return Recorder.none();
  }

  /** The site as it is now; another one after {@link #change}. Changes at a freeze only. */
  default Optional<SiteModel> model() {
    return Optional.empty();
  }

  /**
   * Why another model of the same site cannot be taken over while the field is open; empty where it
   * can: where only devices, their connections, limits and places differ. Opens nothing.
   */
  default Optional<String> obstacle(SiteModel next) {
    return Optional.of("this field is built once");
  }

  /**
   * Takes over another model of the same site that has no {@link #obstacle}: releases and closes
   * what is gone or different, opens what is new. A closed gate cell stays closed. What is new is
   * controlled from the next start of the site. Any thread but the site's loop; waits for releases
   * at most 5 s. The next freeze shows it.
   */
  default void change(SiteModel next) {
    throw new IllegalStateException("this field is built once");
  }

  /**
   * Takes over another model of the same site that differs only in options of devices, settings of
   * connections and configuration of modes, without touching what is in use: what is opened from
   * now on is made of it. Any thread; does not wait. The next freeze shows it.
   */
  default void prepare(SiteModel next) {
    throw new IllegalStateException("this field is built once");
  }

  /** The audit of this site. Any thread. */
  default Audit audit() {
    return Audit.none();
  }

  /**
   * Ends in order: releases what is under authority (safe values where latched), waits for the
   * writes at most 5 s, closes sessions and connections.
   */
  @Override
  void close();
}
