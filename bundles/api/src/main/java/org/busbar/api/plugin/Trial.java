package org.busbar.api.plugin;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A successor beside what it is to succeed: tried out, moved to, watched, and left again where it
 * is no good. Not on the threads of control; by one thread at a time.
 */
@ProviderType
public interface Trial extends AutoCloseable {
  /** How it stands: before the move of the successor beside the old, after it of the successor. */
  Standing standing();

  /**
   * Goes over at a step boundary. The old is kept, unused, until {@link #close}. Waits until it is
   * done, at most some seconds.
   *
   * @throws IllegalStateException where {@link #standing} is not {@code GOOD}, or it could not be
   *     done in time; then the old is in use as before
   */
  Moved move();

  /** Goes back to the old after a move, whatever the successor does meanwhile; at most 5 s. */
  Moved back();

  /** Ends the trial: lets go of whatever of the two is not in use. */
  @Override
  void close();

  /**
   * How a trial stands.
   *
   * @param state how far it is
   * @param words one sentence each for people: what was compared, what is awaited, what is wrong
   */
  record Standing(State state, List<String> words) {
    /** Copies. */
    public Standing {
      words = List.copyOf(words);
    }
  }

  /** How far a trial is. */
  enum State {
    /** Nothing is known yet. */
    TRYING,
    /** It does what the old does; also where there is nothing to be compared. */
    GOOD,
    /** It must not be moved to, or, after a move, be left. */
    BAD
  }

  /**
   * What a move cost.
   *
   * @param users how many devices, modes, pages went over
   * @param gap the longest time one of them was without either; zero where none was
   */
  record Moved(int users, Duration gap) {}
}
