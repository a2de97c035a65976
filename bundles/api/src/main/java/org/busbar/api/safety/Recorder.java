package org.busbar.api.safety;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The black box of a site and the recordings it has made. Provided by safety. Any thread. */
@ProviderType
public interface Recorder {
  /** The longest recording that can be asked for. */
  Duration LONGEST = Duration.ofHours(24);

  /**
   * One recording: every step of an interval, as JSON lines, compressed by gzip.
   *
   * @param name its name, unique in the site
   * @param cause why it was made, in one sentence
   * @param begunAt time of its first step
   * @param sizeBytes its size so far
   * @param complete whether nothing is added any more
   */
  record Recording(String name, String cause, Instant begunAt, long sizeBytes, boolean complete) {}

  /**
   * Records every step from now on. Does not block.
   *
   * @param length for how long, at most {@link #LONGEST}
   * @param by who asks
   * @param reason why; must not be blank
   */
  Answer record(Duration length, String by, String reason);

  /** Ends what was asked for and is still going on. Does not block. */
  Answer end(String by, String reason);

  /** All recordings that are kept, newest first. Reads a folder. */
  List<Recording> recordings();

  /**
   * A recording as it stands in its file.
   *
   * @throws IOException where there is none of this name
   */
  InputStream open(String name) throws IOException;

  /** A recorder that records nothing, for programs and tests without a home folder. */
  static Recorder none() {
    return new Recorder() {
      private final Answer refused = new Answer.Refused("nothing is recorded here", "");

      @Override
      public Answer record(Duration length, String by, String reason) {
        return refused;
      }

      @Override
      public Answer end(String by, String reason) {
        return refused;
      }

      @Override
      public List<Recording> recordings() {
        return List.of();
      }

      @Override
      public InputStream open(String name) throws IOException {
        throw new IOException("there is no recording " + name);
      }
    };
  }
}
