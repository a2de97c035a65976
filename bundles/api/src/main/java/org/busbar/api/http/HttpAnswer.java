package org.busbar.api.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An answer, whole. Immutable.
 *
 * @param status status code, 100 to 599
 * @param headers by name in lower case; values of one name in the order of the answer
 * @param body its bytes, at most {@link HttpAccess#LARGEST}; empty where there are none
 */
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {

  /** Copies. */
  public HttpAnswer {
    headers = Map.copyOf(headers);
    body = body.clone();
  }

  /** A copy of its bytes. */
  @Override
  public byte[] body() {
    return body.clone();
  }

  /** Whether the status is from 200 to 299. */
  public boolean isGood() {
    return status / 100 == 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HttpAnswer that
        && status == that.status
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(body) + status;
  }

  @Override
  public String toString() {
    return status + ", " + body.length + " bytes";
  }
}
