package org.busbar.transport.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.busbar.api.time.Clock;

/**
 * The socket of one connection to a broker. One thread reads; while it does, it also sees to it
 * that neither a packet that stopped in the middle nor a write that the broker does not take holds
 * anybody up for longer than the time-out.
 */
final class Wire extends InputStream {
  private static final int BUFFER = 8192;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final long timeoutNanos;
  private final Clock clock;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private boolean begun;
  private long begunNanos;
  private volatile boolean writing;
  private volatile long writingNanos;

  private Wire(Socket socket, Duration timeout, Clock clock) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = socket.getInputStream();
    this.timeoutNanos = timeout.toNanos();
    this.clock = clock;
    socket.setSoTimeout((int) LOOK.toMillis());
  }

  /** Resolves, connects, and agrees on encryption; blocks for each at most the connect time-out. */
  static Wire open(BrokerSettings settings, Clock clock) throws IOException {
    int patience = (int) settings.connectTimeout().toMillis();
    Socket socket = new Socket();
    try {
      String host = settings.host().replace("[", "").replace("]", "");
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, settings.port()), patience);
      socket.setSoTimeout(patience);
      if (settings.tls()) {
        SSLContext context = settings.trust().orElse(null);
        SSLContext trusted = context == null ? machine() : context;
        SSLSocket secure =
            (SSLSocket)
                trusted.getSocketFactory().createSocket(socket, host, settings.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return new Wire(secure, settings.timeout(), clock);
      }
      return new Wire(socket, settings.timeout(), clock);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static SSLContext machine() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException("this machine has no TLS", e);
    }
  }

  /** Another packet is waited for, which may take as long as it likes to begin. */
  void idle() {
    begun = false;
  }

  /** What is waited for has to come within the time-out. */
  void expect() {
    begunNanos = clock.nanos();
    begun = true;
  }

  /** Sends; where the broker does not take it in time, the connection is given up. */
  void send(byte[] packet) throws IOException {
    writingNanos = clock.nanos();
    writing = true;
    try {
      out.write(packet);
      out.flush();
    } finally {
      writing = false;
    }
  }

  @Override
  public int read() throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    return buffer[at++] & 0xFF;
  }

  @Override
  public int read(byte[] to, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (at == end && !fill()) {
      return -1;
    }
    int some = Math.min(count, end - at);
    System.arraycopy(buffer, at, to, from, some);
    at += some;
    return some;
  }

  private boolean fill() throws IOException {
    while (true) {
      long now = clock.nanos();
      if (begun && now - begunNanos > timeoutNanos) {
        throw new IOException("the broker stopped in the middle");
      }
      if (writing && now - writingNanos > timeoutNanos) {
        throw new IOException("the broker takes nothing");
      }
      try {
        int count = in.read(buffer, 0, BUFFER);
        if (!begun) {
          expect();
        }
        at = 0;
        end = Math.max(0, count);
        return count > 0;
      } catch (SocketTimeoutException nothingYet) {
        // Only to look whether somebody waits in vain.
        at = 0;
        end = 0;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
