package org.busbar.web.rest.json;

import java.io.IOException;
import java.io.InputStream;

/** A body that ends the request with 413 where it is longer than allowed, announced or not. */
public final class BoundedBody extends InputStream {
  private final InputStream body;
  private final long most;
  private long left;

  /** Allows this many bytes of a body. */
  public BoundedBody(InputStream body, long most) {
    this.body = body;
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int read = body.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = body.read(into, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int bytes) {
    left -= bytes;
    if (left < 0) {
      throw new ProblemException(Json.tooLong(most));
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
