package org.busbar.api.safety;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.ConnectionConfig;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.SessionStatus;
import org.busbar.api.vocabulary.Sample;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks for devices, and tries one before it becomes part of a site. Only ever reads: what is
 * opened for it refuses to write. A device of a running site is reached over the site's own
 * connection, never over a second one. Any thread; nothing here waits for a device.
 */
@ProviderType
public interface Discovery {
  /**
   * What to search.
   *
   * @param transport id of a transport that carries registers
   * @param wires settings of each connection that is to be tried, without its transport
   * @param units unit addresses that are tried on each of them
   */
  record Search(String transport, List<Map<String, String>> wires, List<Integer> units) {
    /** Copies the lists. */
    public Search {
      wires = wires.stream().map(Map::copyOf).toList();
      units = List.copyOf(units);
    }
  }

  /** How far something has got. */
  enum Progress {
    /** Goes on. */
    RUNNING,
    /** Has come to its end. */
    DONE,
    /** Was ended before. */
    CANCELLED
  }

  /**
   * A device that was found.
   *
   * @param wire settings of its connection, without the transport
   * @param unit its unit address
   * @param driver driver that knows it; empty where somebody answers and nobody knows him
   * @param type what the driver makes of it; empty as above
   * @param name name for people; empty as above
   * @param text what it says of itself
   * @param known device of a site that it is already; empty where it is new
   */
  record Found(
      Map<String, String> wire,
      int unit,
      String driver,
      String type,
      String name,
      String text,
      String known) {}

  /**
   * A search and what came of it so far.
   *
   * @param id its name
   * @param transport where it searches
   * @param progress how far it has got
   * @param begun when it began
   * @param tried connections that were tried
   * @param total connections that are to be tried
   * @param found what was found so far
   */
  record Scan(
      String id,
      String transport,
      Progress progress,
      Instant begun,
      int tried,
      int total,
      List<Found> found) {}

  /**
   * A trial of a device and what it told so far.
   *
   * @param id its name
   * @param progress how far it has got
   * @param begun when it began
   * @param session how far its session has got
   * @param declaration what it declares
   * @param values its newest samples, ordered by address
   */
  record Trial(
      String id,
      Progress progress,
      Instant begun,
      SessionStatus session,
      DeviceDeclaration declaration,
      List<Sample> values) {}

  /**
   * Begins a search; one at a time.
   *
   * @return the search, empty where one goes on
   * @throws IllegalArgumentException naming what cannot be searched
   */
  Optional<Scan> scan(Search search);

  /** The newest searches, newest first. */
  List<Scan> scans();

  /** Ends a search; what it found stays. False where there is none of that name that goes on. */
  boolean cancelScan(String id);

  /**
   * Opens a device for half a minute, to be read only.
   *
   * @return the trial, empty where too many go on
   * @throws IllegalArgumentException naming what is wrong in the configuration
   */
  Optional<Trial> test(ConnectionConfig connection, DeviceConfig device);

  /** The newest trials, newest first. */
  List<Trial> trials();

  /** Ends a trial. False where there is none of that name that goes on. */
  boolean endTrial(String id);
}
