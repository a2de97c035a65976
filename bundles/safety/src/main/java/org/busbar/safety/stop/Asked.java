package org.busbar.safety.stop;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import org.busbar.api.safety.Interlock;
import org.busbar.api.site.Snapshot;
import org.busbar.api.vocabulary.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An interlock of a bundle, asked on a thread of its own. An answer holds for a while only: one
 * that is late, or never comes, holds nothing.
 */
final class Asked implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

  /** What it says of itself; asked once. */
  record Face(String id, Set<Address> inputs, Set<String> needs, String text) {
    Face {
      inputs = Set.copyOf(inputs);
      needs = Set.copyOf(needs);
    }
  }

  private record Verdict(boolean holds, long nanos) {}

  private final Interlock interlock;
  private final Judge judge;
  private final long validNanos;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Face face;
  private volatile @Nullable Verdict verdict;

  Asked(Interlock interlock, Judge judge, long validNanos) {
    this.interlock = interlock;
    this.judge = judge;
    this.validNanos = validNanos;
  }

  boolean asks(Interlock other) {
    return interlock == other;
  }

  /** What it says of itself, null while it has not said it. */
  @Nullable Face face() {
    return face;
  }

  /** Asks again, unless it still thinks. */
  void ask(Snapshot snapshot) {
    if (busy.compareAndSet(false, true) && !judge.run(() -> answer(snapshot))) {
      busy.set(false);
    }
  }

  private void answer(Snapshot snapshot) {
    try {
      Face known = face;
      if (known == null) {
        known = new Face(interlock.id(), interlock.inputs(), interlock.needs(), interlock.text());
        face = known;
      }
      boolean fresh = isFresh(known, snapshot::value);
      verdict = new Verdict(fresh && interlock.holds(snapshot), snapshot.nanos());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      verdict = new Verdict(false, snapshot.nanos());
      LOG.error("an interlock failed; it does not hold", e);
    } finally {
      busy.set(false);
    }
  }

  private static boolean isFresh(Face face, ToDoubleFunction<Address> values) {
    return face.inputs().stream().allMatch(a -> Double.isFinite(values.applyAsDouble(a)));
  }

  /** Whether it said so lately, of values that are still fresh. */
  boolean holds(ToDoubleFunction<Address> values, long nowNanos) {
    Face known = face;
    Verdict said = verdict;
    return known != null
        && said != null
        && said.holds()
        && nowNanos - said.nanos() <= validNanos
        && isFresh(known, values);
  }

  @Override
  public void close() {
    judge.close();
  }
}
