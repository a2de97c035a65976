package org.busbar.api.plugin;

import java.util.Set;
import org.busbar.api.vocabulary.Level;
import org.busbar.api.vocabulary.Point;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What plug-ins may do at run time, and what they take of the gateway. A service of plugin; whoever
 * runs code of plug-ins on threads of the platform asks it and counts by it. Any thread; none of
 * its methods blocks or throws.
 */
@ProviderType
public interface Containment {
  /** What the plug-in that brought this class declared; everything where none has brought it. */
  Declared declared(Class<?> type);

  /**
   * This thread runs code of this class's plug-in from now on, until the end of the span. What it
   * begins meanwhile, such as a thread, is taken for that plug-in's.
   */
  Span begin(Class<?> type);

  /** Code of this class's plug-in was not done in time. */
  void late(Class<?> type);

  /** Code of this class's plug-in threw, or returned what must not be. */
  void failed(Class<?> type);

  /** What holds where no plug-ins are managed: nothing is limited or counted. */
  static Containment none() {
    return Uncontained.INSTANCE;
  }

  /** Until its end the thread that began it runs code of a plug-in. Ended by that thread. */
  @ProviderType
  interface Span extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * What a plug-in declared that it needs.
   *
   * @param plugin its id; empty for what is of the assembly
   * @param levels levels it may propose at
   * @param reads ids of points it may read, {@code *} for all
   */
  record Declared(String plugin, Set<Level> levels, Set<String> reads) {
    /** Of the assembly: no limit. */
    public static final Declared EVERYTHING = new Declared("", Set.of(Level.values()), Set.of("*"));

    /** Copies. */
    public Declared {
      levels = Set.copyOf(levels);
      reads = Set.copyOf(reads);
    }

    /** Whether it may propose at this level. */
    public boolean mayProposeAt(Level level) {
      return levels.contains(level);
    }

    /** Whether all points are its to read. */
    public boolean readsAll() {
      return reads.contains("*");
    }

    /** Whether this point is its to read. */
    public boolean mayRead(Point point) {
      return readsAll() || reads.contains(point.id());
    }
  }
}
