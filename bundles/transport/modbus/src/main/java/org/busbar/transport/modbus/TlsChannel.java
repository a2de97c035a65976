package org.busbar.transport.modbus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** TLS on a socket that never blocks. Used by the connection's thread only. */
final class TlsChannel implements ByteChannel {
  private final SocketChannel socket;
  private final SSLEngine engine;
  private final ByteBuffer netIn;
  private final ByteBuffer netOut;
  private final ByteBuffer plain;

  /** After the last look more bytes are needed before anything can be told. */
  private boolean isStarved;

  TlsChannel(SocketChannel socket, SSLEngine engine) throws SSLException {
    this.socket = socket;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    this.netIn = ByteBuffer.allocate(packet).flip();
    this.netOut = ByteBuffer.allocate(packet).flip();
    this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    engine.beginHandshake();
  }

  /**
   * Goes on with the handshake as far as it goes now.
   *
   * @return whether it is done
   * @throws IOException if one end does not trust the other, or the connection was lost
   */
  boolean handshake() throws IOException {
    try {
      return shake();
    } catch (SSLException e) {
      throw new IOException("TLS handshake failed: " + e.getMessage(), e);
    }
  }

  private boolean shake() throws IOException {
    while (flush()) {
      HandshakeStatus status = engine.getHandshakeStatus();
      switch (status) {
        case FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
        default -> {
          if (!unwrap()) {
            return false;
          }
        }
      }
    }
    return false;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private int wrap(ByteBuffer from) throws IOException {
    netOut.compact();
    try {
      return engine.wrap(from, netOut).bytesConsumed();
    } finally {
      netOut.flip();
      // What the peer is told of a failure goes out before the failure is told here.
      flush();
    }
  }

  /** Whether what was given is all with the socket. */
  private boolean flush() throws IOException {
    while (netOut.hasRemaining()) {
      if (socket.write(netOut) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes one record.
   *
   * @return false where more bytes are needed first
   */
  private boolean unwrap() throws IOException {
    plain.compact();
    SSLEngineResult result;
    try {
      result = engine.unwrap(netIn, plain);
    } finally {
      plain.flip();
    }
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        netIn.compact();
        int count;
        try {
          count = socket.read(netIn);
        } finally {
          netIn.flip();
        }
        if (count < 0) {
          throw new EOFException("peer closed the connection");
        }
        isStarved = count == 0;
        return count > 0;
      }
      case CLOSED -> throw new EOFException("peer ended the session");
      default -> {
        isStarved = false;
        return result.getStatus() == SSLEngineResult.Status.OK;
      }
    }
  }

  /** Whether bytes wait for the socket. */
  boolean isSending() {
    return netOut.hasRemaining();
  }

  /** Whether there is something to be read though the socket may have nothing. */
  boolean hasMore() {
    return plain.hasRemaining() || (netIn.hasRemaining() && !isStarved);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    isStarved = false;
    while (!plain.hasRemaining() && to.hasRemaining()) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
      } else if (status == HandshakeStatus.NEED_WRAP) {
        wrap(ByteBuffer.allocate(0));
      } else if (!unwrap()) {
        return 0;
      }
    }
    int count = Math.min(plain.remaining(), to.remaining());
    to.put(plain.slice(plain.position(), count));
    plain.position(plain.position() + count);
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int count = 0;
    while (flush() && from.hasRemaining()) {
      int taken = wrap(from);
      if (taken == 0) {
        break;
      }
      count += taken;
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Tells the peer, if that does not take waiting, and leaves the socket to its owner. */
  @Override
  public void close() throws IOException {
    engine.closeOutbound();
    if (!isSending() && socket.isConnected()) {
      wrap(ByteBuffer.allocate(0));
    }
  }
}
