package org.busbar.profile.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.busbar.api.transport.Message;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A device that speaks in documents, as its profile describes it: what it shows, and what messages
 * change. For simulators and conformance suites. Thread-safe; nothing blocks.
 */
@ProviderType
public interface DocumentTwin {
  /** Id of the profile. */
  String id();

  /** Transport it is for: {@code http} or {@code mqtt}. */
  String kind();

  /** What a report says of the profile, by name. */
  Map<String, String> facts();

  /** Options with which a site gives what the profile leaves to it. */
  Map<String, String> options();

  /** Paths or topics of its documents. */
  List<String> places();

  /** What stands in the document at a place now; empty where there is none. */
  Optional<String> shown(String place);

  /**
   * Takes a message.
   *
   * @return what it answers: the document where it asks for one, an empty object where it sets
   *     something; empty where the device does not know it
   */
  Optional<String> take(Message message);

  /** The place of the document that a message asks for, empty where it asks for none. */
  Optional<String> askedFor(Message message);

  /** Lays a likely value into each place, as at the start. */
  void settle();

  /** Lays numbers, texts and what is neither into all places but those that prove the device. */
  void randomize(RandomGenerator random);

  /** Makes it another device, or itself again. */
  void disguise(boolean other);

  /** Whether something in a document proves the device. */
  boolean hasIdentity();

  /** What its documents mean now, by address of a device; NaN for unknown. */
  Map<Address, Double> truth(NodeId device);

  /** How many messages set something since the start. */
  int writes();
}
