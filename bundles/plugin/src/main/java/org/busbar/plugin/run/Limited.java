package org.busbar.plugin.run;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes no more than so many bytes. */
final class Limited extends FilterOutputStream {
  private long left;

  Limited(OutputStream out, long most) {
    super(out);
    left = most;
  }

  @Override
  public void write(int value) throws IOException {
    take(1);
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    take(length);
    out.write(bytes, from, length);
  }

  private void take(int length) throws IOException {
    left -= length;
    if (left < 0) {
      throw new IOException("the file is larger than a plug-in may be");
    }
  }
}
