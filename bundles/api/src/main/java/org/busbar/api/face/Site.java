package org.busbar.api.face;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.busbar.api.control.Decision;
import org.busbar.api.control.Proposal;
import org.busbar.api.events.Event;
import org.busbar.api.events.Severity;
import org.busbar.api.safety.Answer;
import org.busbar.api.safety.DeviceStatus;
import org.busbar.api.safety.Recorder;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.api.safety.StopSource;
import org.busbar.api.series.Series;
import org.busbar.api.site.SiteModel;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** One site as faces see it. Any thread; nothing here blocks or waits for a device. */
@ProviderType
public interface Site {
  /** What site.yaml describes. */
  SiteModel model();

  /** The newest snapshot. Its samples are judged at the time of asking by {@code usableAt}. */
  Snapshot snapshot();

  /** The newest decision, empty before the first step. */
  Optional<Decision> decision();

  /** State of the site. */
  SiteStatus status();

  /** All devices, in the order of site.yaml. */
  List<DeviceStatus> devices();

  /** All control modes, in the order of their rank. */
  List<ModeStatus> modes();

  /** Powers of the site now. */
  EnergyFlow flow();

  /** Figures of the loop so far. */
  LoopCounters loop();

  /** The newest events after a sequence number, oldest first, at most {@code limit} of them. */
  List<Event> events(long afterSequence, int limit);

  /** Asks for RUNNING, IDLE or STOPPED. */
  Answer request(SiteState wanted, String by, String reason);

  /**
   * Stops everything. The one way for rules, messages, utilities, screens and programs; idempotent,
   * never refused, never limited in rate.
   */
  void emergencyStop(StopSource source, String by, String reason);

  /** The same from a screen. */
  default void emergencyStop(String by, String reason) {
    emergencyStop(StopSource.SCREEN, by, reason);
  }

  /** Asks to leave ERROR: for a person, with a reason. Plug-ins are refused. */
  Answer reset(String by, String reason);

  /** Switches a control mode on or off. */
  Answer enable(String mode, boolean enabled, String by, String reason);

  /** Adds or replaces the proposal of this source for the same node, quantity and phase. */
  Answer propose(Proposal proposal);

  /**
   * Starts, stops or switches a device: as a proposal, so that limits hold as for any other. A stop
   * is never refused: it holds the device at its safe value, above all other proposals and over a
   * restart, until a start takes it away. What is switched on or off stands for as long as it is
   * valid. {@code reserve} lets a battery be discharged down to its emergency floor for that time.
   *
   * @param command {@code start}, {@code stop}, {@code on}, {@code off}, {@code reset} or {@code
   *     reserve}
   * @param validFor how long {@code on}, {@code off} and {@code reserve} stand
   */
  CommandStatus command(NodeId device, String command, Duration validFor, String by, String reason);

  /** The newest commands to devices, newest first, judged at the moment of asking. */
  List<CommandStatus> deviceCommands();

  /** Publishes a series; replaces the one with the same id. */
  void publish(Series series);

  /** Subscribes to what each step brings. Called on the site's loop: must not block. */
  Subscription listen(SiteListener listener);

  /**
   * Collects every sample that enters the site, not only those a step sees.
   *
   * @param capacity how many may wait to be taken
   */
  SampleTap tapSamples(int capacity);

  /**
   * Records an event; time and sequence are added here. Never blocks.
   *
   * @param severity how much it matters
   * @param source the plug-in it came from, or who did it
   * @param kind what it is, lower-case words with hyphens
   * @param text one sentence for people
   */
  void raise(Severity severity, String source, String kind, String text);

  /** The black box of this site. */
  default Recorder recorder() {
    return Recorder.none();
  }

  /** Ends a subscription. */
  @ProviderType
  interface Subscription extends AutoCloseable {
    /** No further call is made. */
    @Override
    void close();
  }
}
