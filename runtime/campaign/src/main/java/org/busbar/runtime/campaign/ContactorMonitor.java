package org.busbar.runtime.campaign;

import static org.busbar.sim.plant.DcLink.Contact.NEGATIVE;
import static org.busbar.sim.plant.DcLink.Contact.POSITIVE;
import static org.busbar.sim.plant.DcLink.Contact.PRE_CHARGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.busbar.api.face.Site;
import org.busbar.api.safety.SiteState;
import org.busbar.api.safety.SiteStatus;
import org.busbar.sim.plant.DcLink;
import org.jspecify.annotations.Nullable;

/** Judges each movement of the contactors by what was at the plant when it was made. */
final class ContactorMonitor {
  private static final double EQUAL_SHARE = 0.05;
  private static final double UNLOADED_A = 0.05 * Yard.CONTACTOR_A;

  /** Ramp and wait of a stop of category 1, seen up to a step later. */
  private static final double CATEGORY_1_S = 3;

  /** Kinds of causes of category 1 in the yard. */
  static final Set<String> CATEGORY_1 = Set.of("smoke", "data-lost");

  /** Takes what was found. */
  interface Verdicts {
    void check(String id, boolean holds, World world, String where);
  }

  private static final int MOST_TOLD = 60;

  private final Verdicts verdicts;
  private final List<String> told = new ArrayList<>();
  private long stoppedSinceNanos = Long.MAX_VALUE;

  ContactorMonitor(Verdicts verdicts) {
    this.verdicts = verdicts;
  }

  /** Judges what moved in a step; to be called in each. */
  void judge(World world, DcLink link, @Nullable Site site) {
    boolean stopped = site != null && site.status().state() == SiteState.ERROR;
    if (!stopped) {
      stoppedSinceNanos = Long.MAX_VALUE;
    } else if (stoppedSinceNanos == Long.MAX_VALUE) {
      stoppedSinceNanos = world.elapsed();
    }
    for (DcLink.Move move : link.moves()) {
      if (told.size() < MOST_TOLD) {
        told.add(text(world, move, site));
      }
      if (move.closed()) {
        closed(world, move);
      } else if (move.commanded() && site != null) {
        opened(world, move, site.status());
      }
    }
  }

  /** How they moved, the first of it, for people. */
  List<String> told() {
    return List.copyOf(told);
  }

  private static String text(World world, DcLink.Move move, @Nullable Site site) {
    return "%.3f s: %s %s%s, bus %.1f V, battery %.1f V, %.2f A, site %s"
        .formatted(
            world.elapsed() / 1e9,
            move.contact(),
            move.closed() ? "closes" : "opens",
            move.commanded() ? "" : " by its own timer",
            move.busV(),
            move.packV(),
            move.currentA(),
            site == null ? "down" : site.status().state());
  }

  private void closed(World world, DcLink.Move move) {
    if (move.contact() == POSITIVE) {
      boolean equal = Math.abs(move.busV() - move.packV()) <= EQUAL_SHARE * move.packV();
      verdicts.check("I13", equal && move.coils().contains(PRE_CHARGE), world, move.toString());
    }
    boolean order =
        switch (move.contact()) {
          case NEGATIVE -> move.coils().isEmpty();
          case PRE_CHARGE -> move.coils().equals(Set.of(NEGATIVE));
          case POSITIVE -> move.coils().equals(Set.of(NEGATIVE, PRE_CHARGE));
        };
    verdicts.check("I14", order, world, move.toString());
  }

  private void opened(World world, DcLink.Move move, SiteStatus status) {
    if (move.contact() == NEGATIVE) {
      verdicts.check("I14", !move.coils().contains(POSITIVE), world, move.toString());
    }
    if (move.contact() == POSITIVE) {
      boolean unloaded = Math.abs(move.currentA()) < UNLOADED_A;
      // What tells to have opened by itself is opened at once.
      boolean atOnce =
          world.yard().unit(Yard.CONTACTS).isDisguised()
              || status.state() == SiteState.ERROR
                  && status.causes().stream().anyMatch(cause -> !CATEGORY_1.contains(cause.kind()));
      boolean late = (world.elapsed() - stoppedSinceNanos) / 1e9 >= CATEGORY_1_S;
      verdicts.check("load", unloaded || atOnce || late, world, move + " in " + status.state());
    }
  }
}
