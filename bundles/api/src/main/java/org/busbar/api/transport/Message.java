package org.busbar.api.transport;

/**
 * What is sent.
 *
 * @param to path with query from the root of the server, or topic
 * @param method method of HTTP, upper case; empty where the transport has none
 * @param body text to send, may be empty
 */
public record Message(String to, String method, String body) {
  /** Checks the address; throws {@link IllegalArgumentException} naming it. */
  public Message {
    Source.checked(to);
  }
}
