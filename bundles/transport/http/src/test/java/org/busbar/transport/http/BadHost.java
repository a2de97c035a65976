package org.busbar.transport.http;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** A host that answers request {@code /N} in the manner that the seed and N give. */
final class BadHost implements AutoCloseable {
  /** What it does. */
  enum Manner {
    RIGHT(12, true),
    CHUNKED(6, true),
    /** Bytes of status line, headers and body are changed: the length may still fit. */
    DAMAGED(12, true),
    /** A status line that is none, or one nobody knows. */
    STATUS(6, true),
    /** Sizes of chunks that are none, too large, or negative. */
    BAD_CHUNKS(6, false),
    /** Fewer bytes than announced, then the end. */
    CUT(8, false),
    /** The last chunk never comes. */
    CUT_CHUNKS(6, false),
    /** A length that is no number, negative, or beyond all. */
    BAD_LENGTH(6, false),
    /** Headers of a megabyte, or thousands of them. */
    HEADERS(1, false),
    /** A body without end. */
    ENDLESS(1, false),
    /** A small body that would become large: never unpacked. */
    BOMB(2, false),
    /** One interim answer after the other. */
    INTERIM(1, false),
    NOISE(12, false),
    GONE(8, false),
    /** A byte now and then; rare, as each takes its whole time. */
    DRIP(0, false);

    private static final int DRIP_OF = 2_000;

    private final int weight;
    private final boolean mayBeTaken;

    Manner(int weight, boolean mayBeTaken) {
      this.weight = weight;
      this.mayBeTaken = mayBeTaken;
    }

    boolean mayBeTaken() {
      return mayBeTaken;
    }

    static Manner of(SplittableRandom random) {
      if (random.nextInt(DRIP_OF) == 0) {
        return DRIP;
      }
      int sum = 0;
      for (Manner manner : values()) {
        sum += manner.weight;
      }
      int at = random.nextInt(sum);
      for (Manner manner : values()) {
        at -= manner.weight;
        if (at < 0) {
          return manner;
        }
      }
      throw new IllegalStateException();
    }
  }

  private static final int MEGABYTE = 1 << 20;
  private static final byte[] BOMB = bomb();

  private final ServerSocket server;
  private final long seed;

  BadHost(long seed) throws IOException {
    this.seed = seed;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  static String document(int round) {
    return "{\"w\": " + round + ", \"text\": \"" + "x".repeat(round % 200) + "\"}";
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket peer = server.accept();
        Thread.ofVirtual().start(() -> talk(peer));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket peer) {
    try (peer) {
      peer.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(peer.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = peer.getOutputStream();
      boolean goesOn = true;
      while (goesOn) {
        String line = in.readLine();
        for (String header = line; header != null && !header.isEmpty(); ) {
          header = in.readLine();
        }
        if (line == null) {
          return;
        }
        int round = Integer.parseInt(line.replaceAll("GET /(\\d+) .*", "$1"));
        SplittableRandom random = new SplittableRandom(seed + 31L * round);
        goesOn = answer(out, Manner.of(random), random, round);
        out.flush();
      }
    } catch (IOException gone) {
      return; // The other end had enough.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String head(String more, int round) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + more
        + "\r\n\r\n"
        + document(round);
  }

  /** Whether the connection may be used again. */
  private static boolean answer(OutputStream out, Manner manner, SplittableRandom random, int round)
      throws IOException {
    String document = document(round);
    String right = head("Content-Length: " + document.length(), round);
    switch (manner) {
      case RIGHT -> out.write(bytes(right));
      case CHUNKED -> out.write(bytes(chunks(document, random) + "0\r\n\r\n"));
      case DAMAGED -> out.write(damaged(right, random));
      case STATUS -> out.write(bytes(status(random) + right.substring(right.indexOf("\r\n"))));
      case BAD_CHUNKS -> out.write(bytes(badChunks(document, random)));
      case CUT ->
          out.write(bytes(right), 0, right.length() - 1 - random.nextInt(document.length()));
      case CUT_CHUNKS -> out.write(bytes(chunks(document, random)));
      case BAD_LENGTH -> out.write(bytes(head("Content-Length: " + length(random), round)));
      case HEADERS -> headers(out, random, right);
      case ENDLESS -> endless(out, random);
      case BOMB -> bomb(out);
      case INTERIM -> {
        for (int i = 0; i < 1_000; i++) {
          out.write(bytes("HTTP/1.1 10" + random.nextInt(4) + " More\r\nA: b\r\n\r\n"));
        }
      }
      case NOISE -> {
        byte[] noise = new byte[random.nextInt(1, 2_000)];
        random.nextBytes(noise);
        out.write(noise);
      }
      case GONE -> {}
      case DRIP -> {
        for (byte each : bytes(right)) {
          out.write(each);
          out.flush();
          LockSupport.parkNanos(20_000_000);
        }
      }
    }
    return manner == Manner.RIGHT || manner == Manner.CHUNKED;
  }

  private static String chunks(String document, SplittableRandom random) {
    StringBuilder all = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int from = 0; from < document.length(); ) {
      int to = Math.min(document.length(), from + random.nextInt(1, 40));
      all.append(Integer.toHexString(to - from)).append("\r\n");
      all.append(document, from, to).append("\r\n");
      from = to;
    }
    return all.toString();
  }

  private static String badChunks(String document, SplittableRandom random) {
    String size =
        switch (random.nextInt(6)) {
          case 0 -> "-1";
          case 1 -> "zz";
          case 2 -> "7fffffff";
          case 3 -> "ffffffffffffffff";
          case 4 -> "";
          default -> Integer.toHexString(document.length() + 1 + random.nextInt(100));
        };
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + size
        + "\r\n"
        + document
        + "\r\n0\r\n\r\n";
  }

  private static String length(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> "-5";
      case 1 -> "x";
      case 2 -> "2147483648";
      case 3 -> "9223372036854775807";
      case 4 -> "99999999999999999999";
      default -> "60000";
    };
  }

  private static String status(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> "HTTP/1.1 " + random.nextInt(-10, 100_000) + " X";
      case 1 -> "HTTP/9.9 200 OK";
      case 2 -> "HTTP/1.1";
      case 3 -> "";
      case 4 -> "HTTP/1.1 200";
      case 5 -> "ICY 200 OK";
      case 6 -> "HTTP/1.1 20\u0000 OK";
      default -> "HTTP/1.1 " + random.nextInt(100, 600) + " " + "y".repeat(random.nextInt(5_000));
    };
  }

  private static byte[] damaged(String right, SplittableRandom random) {
    byte[] bytes = bytes(right);
    for (int n = random.nextInt(1, 6); n > 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void headers(OutputStream out, SplittableRandom random, String right)
      throws IOException {
    out.write(bytes("HTTP/1.1 200 OK\r\n"));
    if (random.nextBoolean()) {
      out.write(bytes("X: " + "h".repeat(MEGABYTE) + "\r\n"));
    } else {
      for (int i = 0; i < 20_000; i++) {
        out.write(bytes("X-" + i + ": " + "v".repeat(random.nextInt(60, 80)) + "\r\n"));
      }
    }
    out.write(bytes(right.substring(right.indexOf("\r\n") + 2)));
  }

  private static void endless(OutputStream out, SplittableRandom random) throws IOException {
    boolean chunked = random.nextBoolean();
    out.write(
        bytes(
            chunked
                ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                : "HTTP/1.1 200 OK\r\n\r\n"));
    byte[] part = bytes((chunked ? "400\r\n" : "") + "z".repeat(1_024) + (chunked ? "\r\n" : ""));
    for (int i = 0; i < 20_000; i++) {
      out.write(part);
    }
  }

  private static void bomb(OutputStream out) throws IOException {
    out.write(
        bytes(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                + BOMB.length
                + "\r\n\r\n"));
    out.write(BOMB);
  }

  /** Three kilobytes that unpack to three megabytes. */
  private static byte[] bomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[3 * MEGABYTE]);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
