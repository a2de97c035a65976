package org.busbar.plugin.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.busbar.plugin.format.Bytes;
import org.busbar.plugin.format.Limits;
import org.busbar.plugin.format.Reason;
import org.busbar.plugin.format.RefusedException;

/**
 * Looks at the end of an archive before anything else reads it: how many entries it says to have
 * and how long their list is. Whoever opens an archive holds that list in memory.
 */
final class ZipShape {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int COMMENT = 0xFFFF;
  private static final int COMMENT_AT = 20;
  private static final int COUNT_AT = 10;
  private static final int LIST_AT = 12;
  private static final int LIST_FROM = 16;
  private static final int LONGEST_LIST = 4 << 20;
  private static final int ZIP64 = 0xFFFF;

  private ZipShape() {}

  /**
   * Refuses what no archive may be.
   *
   * @param where what it is to people, for messages
   */
  static void require(Path file, long limit, String where) throws IOException, RefusedException {
    Bytes.requireFile(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > limit) {
        throw refused(Reason.TOO_LARGE, "the archive is larger than it may be", where);
      }
      int length = (int) Math.min(channel.size(), END_LENGTH + COMMENT);
      ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(channel.size() - length);
      while (tail.hasRemaining() && channel.read(tail) >= 0) {
        // The loop reads until the buffer is full or the file ends.
      }
      require(tail.flip(), where);
    }
  }

  private static void require(ByteBuffer tail, String where) throws RefusedException {
    for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
      int comment = Short.toUnsignedInt(tail.getShort(at + COMMENT_AT));
      // What stands in the comment may look like an end, too; the real one reaches to the last
      // byte.
      if (tail.getInt(at) == END && at + END_LENGTH + comment == tail.limit()) {
        int count = Short.toUnsignedInt(tail.getShort(at + COUNT_AT));
        long list = Integer.toUnsignedLong(tail.getInt(at + LIST_AT));
        if (count == ZIP64 || count > Limits.ENTRIES || list > LONGEST_LIST) {
          throw refused(
              Reason.ZIP_BOMB, "the archive says to hold " + count + " entries or more", where);
        }
        return;
      }
    }
    throw refused(Reason.FORMAT, "this is no archive", where);
  }

  private static RefusedException refused(Reason reason, String what, String where) {
    return new RefusedException(reason, what, where, "Do not install it; tell the publisher");
  }

  /** The end of bytes that come one piece after the other: is there an end of an archive in it? */
  static final class End {
    private final byte[] last = new byte[END_LENGTH + COMMENT];
    private int held;

    /** Takes the next piece. */
    void follow(byte[] piece, int length) {
      int fresh = Math.min(length, last.length);
      int kept = Math.min(held, last.length - fresh);
      System.arraycopy(last, held - kept, last, 0, kept);
      System.arraycopy(piece, length - fresh, last, kept, fresh);
      held = kept + fresh;
    }

    /**
     * Whether the JDK may find one there; what comes behind it does not keep it from that.
     *
     * @param length of all pieces
     */
    boolean isThere(long length) {
      ByteBuffer tail = ByteBuffer.wrap(last, 0, held).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = held - END_LENGTH; at >= 0; at--) {
        if (tail.getInt(at) == END && isPlausible(tail, at, length)) {
          return true;
        }
      }
      return false;
    }

    /** A list that fits in, or is said to stand in the longer form of the end. */
    private static boolean isPlausible(ByteBuffer tail, int at, long length) {
      return Integer.toUnsignedLong(tail.getInt(at + LIST_AT)) <= length
          || tail.getInt(at + LIST_AT) == -1
          || tail.getInt(at + LIST_FROM) == -1
          || tail.getShort(at + COUNT_AT) == -1;
    }
  }
}
