package org.busbar.safety.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A channel that tells what was written and what was forced, on a disk that may be full. */
final class FrailChannel extends FileChannel {
  private final FileChannel to;
  private final Consumer<Boolean> forced;
  private final LongSupplier room;
  private final LongConsumer taken;

  FrailChannel(FileChannel to, Consumer<Boolean> forced, LongSupplier room, LongConsumer taken) {
    this.to = to;
    this.forced = forced;
    this.room = room;
    this.taken = taken;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    forced.accept(false);
    if (room.getAsLong() < bytes.remaining()) {
      int limit = bytes.limit();
      bytes.limit(bytes.position() + (int) room.getAsLong());
      taken.accept(to.write(bytes));
      bytes.limit(limit);
      throw new IOException("No space left on device");
    }
    int written = to.write(bytes);
    taken.accept(written);
    return written;
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    forced.accept(false);
    return to.write(bytes, position);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    forced.accept(false);
    to.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    to.force(metaData);
    forced.accept(true);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    to.close();
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return to.read(bytes);
  }

  @Override
  public int read(ByteBuffer bytes, long position) throws IOException {
    return to.read(bytes, position);
  }

  @Override
  public long position() throws IOException {
    return to.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    to.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return to.size();
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    throw new UnsupportedOperationException();
  }
}
