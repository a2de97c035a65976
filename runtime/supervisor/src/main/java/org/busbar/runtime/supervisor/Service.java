package org.busbar.runtime.supervisor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Tells systemd how things are, as sd_notify(3) describes: datagrams to the socket that {@code
 * NOTIFY_SOCKET} names. Java has no datagrams of that family, so the C library sends them. Does
 * nothing where systemd did not start us.
 */
class Service {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
  private static final int LONGEST_PATH = 108;

  private final long watchdogNanos;
  private long toldNanos;
  private String status = "";

  /** With the interval of the watchdog, zero for none. */
  Service(Duration watchdog) {
    this.watchdogNanos = watchdog.toNanos();
  }

  /** What the environment asks for. */
  static Service of(Map<String, String> environment, long pid) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    String usec = environment.getOrDefault("WATCHDOG_USEC", "");
    String meant = environment.getOrDefault("WATCHDOG_PID", "");
    boolean watched =
        !usec.isEmpty() && usec.matches("\\d{1,15}") && (meant.isEmpty() || meant.equals("" + pid));
    Duration watchdog = watched ? Duration.ofNanos(Long.parseLong(usec) * 1000) : Duration.ZERO;
    return socket.isEmpty() || socket.length() >= LONGEST_PATH
        ? new Service(watchdog)
        : new Systemd(socket, watchdog);
  }

  /** The gateway beats for the first time. */
  final void ready() {
    send("READY=1");
  }

  final void stopping() {
    send("STOPPING=1");
  }

  /** One round: tells what is new, and that we live, in time. */
  final void round(String text, long nowNanos) {
    if (!text.equals(status)) {
      status = text;
      send("STATUS=" + text.replace('\n', ' '));
    }
    if (watchdogNanos > 0 && (toldNanos == 0 || nowNanos - toldNanos > watchdogNanos / 3)) {
      toldNanos = nowNanos;
      send("WATCHDOG=1");
    }
  }

  /** Sends one message; what cannot be sent is lost. */
  void send(String message) {
    // Nobody asked.
  }

  /** The socket of systemd. */
  private static final class Systemd extends Service {
    private final String path;
    private final MethodHandle sendto;
    private final int socket;

    @SuppressWarnings("restricted") // the C library's own functions, with its own signatures
    Systemd(String path, Duration watchdog) {
      super(watchdog);
      this.path = path;
      Linker linker = Linker.nativeLinker();
      MethodHandle open =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("socket"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
      this.sendto =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("sendto"),
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
      try {
        this.socket = (int) open.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      } catch (Throwable e) {
        throw new IllegalStateException("the C library cannot be called", e);
      }
    }

    @Override
    void send(String message) {
      byte[] name = path.getBytes(StandardCharsets.UTF_8);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment address =
            arena.allocate(MemoryLayout.sequenceLayout(2 + LONGEST_PATH, JAVA_BYTE));
        address.set(JAVA_SHORT.withByteAlignment(1), 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
        if (path.startsWith("@")) {
          address.set(JAVA_BYTE, 2, (byte) 0);
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
        int length = 2 + name.length;
        long sent =
            (long)
                sendto.invokeExact(
                    socket, text, (long) bytes.length, MSG_DONTWAIT_NOSIGNAL, address, length);
        assert sent != 0;
      } catch (Throwable e) {
        throw new IllegalStateException("the C library cannot be called", e);
      }
    }
  }
}
