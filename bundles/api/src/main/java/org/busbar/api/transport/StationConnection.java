package org.busbar.api.transport;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A connection on which stations call us and are called back: OCPP. It listens; a station is known
 * by the name it calls with. A station that is silent does not hold up its neighbours: once a call
 * was not answered, further ones fail at once until the station says something.
 */
@ProviderType
public interface StationConnection extends Connection {
  /**
   * Takes part in what one station says. Several may attend the same station; of their answers the
   * first is sent. Any thread; does not block.
   *
   * @param station the name it calls with; one that nobody attends is turned away
   * @param period how often {@link StationListener#due} is called, 100 ms to 1 hour
   * @param listener called on the connection's thread
   * @return handle that ends it
   * @throws IllegalArgumentException naming the station that cannot be
   */
  Poll attend(String station, Duration period, StationListener listener);

  /**
   * Calls a station and waits for its answer, at most the response time-out. What the station calls
   * meanwhile is told to its listeners before this returns. Only within an urgent job or a
   * callback; not within another call.
   *
   * @param payload a JSON object
   * @return the answer's payload, a JSON object
   * @throws DeviceException if the station is not there, did not answer in time, or answered with
   *     an error
   * @throws IllegalStateException on any other thread, or within another call
   */
  String call(String station, String action, String payload) throws DeviceException;
}
