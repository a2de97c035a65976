package org.busbar.runtime.supervisor;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A Modbus TCP peer that writes down every request and answers as it is told. */
final class FakePeer implements AutoCloseable {
  private final ServerSocket server;
  private final UnaryOperator<String> answers;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** Answers each request (protocol data unit in hex); an empty answer is none. */
  FakePeer(UnaryOperator<String> answers) throws IOException {
    this.answers = answers;
    this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon(true).start(this::serve);
  }

  /** The echo that the standard asks for after a write. */
  static String echo(String pdu) {
    return pdu.substring(0, 10);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Unit and protocol data unit of all requests so far, in hex. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          byte[] header = in.readNBytes(6);
          if (header.length < 6) {
            throw new EOFException();
          }
          byte[] body = in.readNBytes((header[4] & 0xFF) << 8 | header[5] & 0xFF);
          String request = HexFormat.of().formatHex(body);
          requests.add(request);
          String answer = answers.apply(request.substring(2));
          byte[] pdu = HexFormat.of().parseHex(request.substring(0, 2) + answer);
          if (!answer.isEmpty()) {
            header[4] = 0;
            header[5] = (byte) pdu.length;
            byte[] whole = new byte[6 + pdu.length];
            System.arraycopy(header, 0, whole, 0, 6);
            System.arraycopy(pdu, 0, whole, 6, pdu.length);
            socket.getOutputStream().write(whole);
          }
        }
      } catch (IOException e) {
        requests.add("closed");
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
