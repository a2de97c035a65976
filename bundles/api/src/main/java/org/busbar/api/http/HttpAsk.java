package org.busbar.api.http;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A request. Immutable.
 *
 * @param method {@code GET}, {@code POST} ...
 * @param uri with scheme {@code http} or {@code https} and a host, without user
 * @param headers by name; those that belong to the connection ({@code Host}, {@code Connection},
 *     {@code Content-Length}) are the platform's
 * @param body bytes to send; none where it is empty
 * @param timeout for connection and whole answer, above 0, at most {@link HttpAccess#LONGEST}
 */
public record HttpAsk(
    String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout) {

  /** Copies; throws {@link IllegalArgumentException} for what is out of range. */
  public HttpAsk {
    headers = Map.copyOf(headers);
    body = body.clone();
    if (timeout.isNegative()
        || timeout.isZero()
        || timeout.compareTo(HttpAccess.LONGEST) > 0
        || body.length > HttpAccess.LARGEST) {
      throw new IllegalArgumentException(
          "a request takes up to "
              + HttpAccess.LONGEST.toSeconds()
              + " s and "
              + HttpAccess.LARGEST
              + " bytes");
    }
  }

  /** A copy of the bytes to send. */
  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HttpAsk that
        && method.equals(that.method)
        && uri.equals(that.uri)
        && headers.equals(that.headers)
        && timeout.equals(that.timeout)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  @Override
  public String toString() {
    return method + " " + uri;
  }
}
