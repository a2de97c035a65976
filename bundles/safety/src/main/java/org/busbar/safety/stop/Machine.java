package org.busbar.safety.stop;

import static org.busbar.api.safety.SiteState.BOOT;
import static org.busbar.api.safety.SiteState.ERROR;
import static org.busbar.api.safety.SiteState.IDLE;
import static org.busbar.api.safety.SiteState.RUNNING;
import static org.busbar.api.safety.SiteState.STOPPED;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SubState;

/**
 * The state machine of a site as one pure function: what the gate does and what the explorer walks.
 */
public final class Machine {
  private static final Map<SiteState, Set<SiteState>> EDGES = new EnumMap<>(SiteState.class);

  static {
    EDGES.put(BOOT, EnumSet.of(IDLE, ERROR));
    EDGES.put(IDLE, EnumSet.of(RUNNING, STOPPED, ERROR));
    EDGES.put(RUNNING, EnumSet.of(IDLE, STOPPED, ERROR));
    EDGES.put(STOPPED, EnumSet.of(IDLE, ERROR));
    EDGES.put(ERROR, EnumSet.of(IDLE, STOPPED));
  }

  private Machine() {}

  /**
   * Where a site stands.
   *
   * @param state the state
   * @param sub what kind of ERROR; empty in every other state
   */
  public record Place(SiteState state, Optional<SubState> sub) {
    /** A place that is no ERROR. */
    public static Place of(SiteState state) {
      return new Place(state, Optional.empty());
    }

    /** ERROR of a kind. */
    public static Place error(SubState sub) {
      return new Place(ERROR, Optional.of(sub));
    }
  }

  /** What happens to a site. */
  public enum Trigger {
    /** Its devices were opened, or waited for long enough. */
    OPENED,
    /** Somebody asks for BOOT. */
    ASK_BOOT,
    /** Somebody asks for IDLE. */
    ASK_IDLE,
    /** Somebody asks for RUNNING. */
    ASK_RUNNING,
    /** Somebody asks for ERROR. */
    ASK_ERROR,
    /** Somebody asks for STOPPED. */
    ASK_STOPPED,
    /** A gate cell was closed: limit, emergency stop, input. */
    TRIP,
    /** The loop stood still. */
    STANDSTILL,
    /** A person resets. */
    RESET;

    /** The asking for a state. */
    public static Trigger asking(SiteState wanted) {
      return switch (wanted) {
        case BOOT -> ASK_BOOT;
        case IDLE -> ASK_IDLE;
        case RUNNING -> ASK_RUNNING;
        case ERROR -> ASK_ERROR;
        case STOPPED -> ASK_STOPPED;
      };
    }
  }

  /**
   * What else is known at that moment.
   *
   * @param latched whether a gate cell is closed
   * @param interlocked whether an interlock of the whole site does not hold
   * @param causeStands whether what stopped it is still there, or not known to be gone
   */
  public record Facts(boolean latched, boolean interlocked, boolean causeStands) {
    /** Nothing stands in the way. */
    public static final Facts CLEAR = new Facts(false, false, false);
  }

  /**
   * What comes of it.
   *
   * @param to where the site stands then; where it stood if it was refused
   * @param refusal why it was refused; empty where it was not
   */
  public record Outcome(Place to, Optional<Refusal> refusal) {}

  /** Whether the published table has that edge. */
  public static boolean isEdge(SiteState from, SiteState to) {
    return EDGES.getOrDefault(from, Set.of()).contains(to);
  }

  /** The one transition function. */
  public static Outcome next(Place now, Trigger trigger, Facts facts) {
    return switch (trigger) {
      case OPENED ->
          now.state() == BOOT && !facts.latched() ? moved(Place.of(IDLE)) : moved(now); // waits
      case TRIP -> moved(Place.error(SubState.LATCHED));
      case STANDSTILL ->
          now.state() == RUNNING ? moved(Place.error(SubState.SAFE_MODE)) : moved(now);
      case RESET -> reset(now, facts);
      case ASK_BOOT -> refused(now, Refusal.NO_SUCH_TRANSITION);
      case ASK_ERROR -> refused(now, Refusal.NOT_ASKED_FOR);
      case ASK_IDLE -> ask(now, IDLE, facts);
      case ASK_RUNNING -> ask(now, RUNNING, facts);
      case ASK_STOPPED -> ask(now, STOPPED, facts);
    };
  }

  private static Outcome ask(Place now, SiteState wanted, Facts facts) {
    if (now.state() == wanted) {
      return moved(now);
    }
    if (now.state() == ERROR && wanted != STOPPED) {
      return refused(now, Refusal.IN_ERROR);
    }
    if (facts.latched() && wanted != STOPPED) {
      return refused(now, Refusal.LATCHED);
    }
    if (now.state() == BOOT || !isEdge(now.state(), wanted)) {
      return refused(now, Refusal.NO_SUCH_TRANSITION);
    }
    if (wanted == RUNNING && facts.interlocked()) {
      return refused(now, Refusal.INTERLOCKED);
    }
    return moved(Place.of(wanted));
  }

  private static Outcome reset(Place now, Facts facts) {
    boolean held = now.state() == ERROR || (now.state() == STOPPED && facts.latched());
    if (!held) {
      return refused(now, facts.latched() ? Refusal.BEING_STOPPED : Refusal.NOTHING_LATCHED);
    }
    return facts.causeStands() ? refused(now, Refusal.CAUSE_STANDS) : moved(Place.of(IDLE));
  }

  /**
   * Where a site stands after a restart, whatever it did before: never in RUNNING.
   *
   * @param readable whether there is no record yet, or one that can be read
   * @param recorded the state it tells; BOOT where there is none
   * @param latched whether it tells of a closed gate cell
   */
  public static Place recalled(boolean readable, SiteState recorded, boolean latched) {
    if (!readable || latched) {
      return Place.error(SubState.LATCHED);
    }
    return recorded == ERROR ? Place.error(SubState.SAFE_MODE) : Place.of(BOOT);
  }

  private static Outcome moved(Place to) {
    return new Outcome(to, Optional.empty());
  }

  private static Outcome refused(Place now, Refusal why) {
    return new Outcome(now, Optional.of(why));
  }
}
