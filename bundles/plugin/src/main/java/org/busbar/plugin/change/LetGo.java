package org.busbar.plugin.change;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.busbar.api.events.Severity;

/**
 * Whether nobody holds what is gone. Only a full collection proves that a class loader died, and it
 * stops everything: so those are looked at that come anyway. Thread-safe.
 */
public final class LetGo implements AutoCloseable {
  /** So often something may be held by what a collection itself has yet to end. */
  static final int ENOUGH = 3;

  private static final int ASKED = 5;
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Surroundings around;
  private final FullCollections collections;

  /** Guarded by this. */
  private final List<Gone> waiting = new ArrayList<>();

  private static final class Gone {
    private final Job job;
    private final List<WeakReference<ClassLoader>> loaders;
    private int collections;

    Gone(Job job, List<WeakReference<ClassLoader>> loaders) {
      this.job = job;
      this.loaders = List.copyOf(loaders);
    }

    private long remain() {
      return loaders.stream().filter(each -> each.get() != null).count();
    }
  }

  public LetGo(Surroundings around, FullCollections collections) {
    this.around = around;
    this.collections = collections;
  }

  /**
   * What to say of it now; the job says the rest when it is known.
   *
   * @param collect whether collections may be asked for
   */
  String text(Job job, List<WeakReference<ClassLoader>> loaders, boolean collect)
      throws InterruptedException {
    if (loaders.isEmpty()) {
      return "Nothing was left to be let go of";
    }
    Gone gone = new Gone(job, loaders);
    if (!collect) {
      synchronized (this) {
        waiting.add(gone);
        collections.tell(this::collected);
      }
      return "The class loaders of "
          + loaders.size()
          + " bundles go with a full collection; the next ones are looked at";
    }
    for (int i = 0; i < ASKED && gone.remain() > 0; i++) {
      System.gc();
      around.pause(LOOK);
    }
    return gone.remain() == 0 ? all(gone) : held(gone);
  }

  /** Everything was collected. On a thread of the JVM. */
  private synchronized void collected() {
    for (Iterator<Gone> all = waiting.iterator(); all.hasNext(); ) {
      Gone gone = all.next();
      gone.collections++;
      boolean isGone = gone.remain() == 0;
      if (isGone || gone.collections >= ENOUGH) {
        all.remove();
        gone.job.did(around.clock().instant(), isGone ? all(gone) : held(gone));
      }
    }
    if (waiting.isEmpty()) {
      collections.close();
    }
  }

  private static String all(Gone gone) {
    return "The class loaders of all " + gone.loaders.size() + " bundles are gone";
  }

  private String held(Gone gone) {
    String text =
        "The class loaders of "
            + gone.remain()
            + " bundles of the old version are held by somebody";
    around.raise(Severity.WARNING, "plugin", "plugin-held", text + ".");
    return text;
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    waiting.clear();
    collections.close();
  }
}
