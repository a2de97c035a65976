package org.busbar.runtime.supervisor;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.busbar.api.transport.RegisterWrite;
import org.busbar.api.transport.Registers;
import org.busbar.api.transport.Table;
import org.busbar.api.transport.Words;

/**
 * The least of Modbus TCP that writes a value and reads it back (Modbus Application Protocol
 * V1.1b3, 6; Messaging on TCP/IP V1.0b, 3). One request at a time, no retry.
 */
final class ModbusPeer implements AutoCloseable {
  private static final int HEADER = 7;
  private static final int MOST_PDU = 253;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private int transaction;

  /** Connects; throws where nobody answers in time. */
  ModbusPeer(String host, int port, Duration timeout) throws IOException {
    int millis = Math.toIntExact(Math.max(1, timeout.toMillis()));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(millis);
    try {
      socket.connect(new InetSocketAddress(host, port), Math.max(millis, 1000));
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Writes and waits until the device has said it did. */
  void write(RegisterWrite write) throws IOException {
    boolean coil = write.table() == Table.COIL;
    ByteBuffer pdu = ByteBuffer.allocate(MOST_PDU);
    pdu.put((byte) (write.single() ? (coil ? 5 : 6) : (coil ? 15 : 16)));
    pdu.putShort((short) write.address());
    if (write.single()) {
      int word = write.words().at(0);
      pdu.putShort((short) (coil ? (word == 0 ? 0 : 0xFF00) : word));
    } else {
      many(pdu, write.words(), coil);
    }
    byte[] echo = new byte[5];
    pdu.flip().get(0, echo);
    byte[] answer = exchange(write.unit(), pdu);
    if (!ByteBuffer.wrap(answer).equals(ByteBuffer.wrap(echo))) {
      throw new IOException("the answer is not the echo of the write");
    }
  }

  private static void many(ByteBuffer pdu, Words words, boolean coils) {
    pdu.putShort((short) words.size());
    if (!coils) {
      pdu.put((byte) (2 * words.size()));
      for (int i = 0; i < words.size(); i++) {
        pdu.putShort((short) words.at(i));
      }
      return;
    }
    byte[] packed = new byte[(words.size() + 7) / 8];
    for (int i = 0; i < words.size(); i++) {
      packed[i / 8] |= (byte) ((words.at(i) == 0 ? 0 : 1) << i % 8);
    }
    pdu.put((byte) packed.length).put(packed);
  }

  /** Reads registers; bits are not read. */
  Words read(Registers place) throws IOException {
    int function =
        switch (place.table()) {
          case HOLDING -> 3;
          case INPUT -> 4;
          case COIL, DISCRETE_INPUT -> throw new IOException("bits are not read back");
        };
    ByteBuffer pdu = ByteBuffer.allocate(5);
    pdu.put((byte) function).putShort((short) place.address()).putShort((short) place.count());
    ByteBuffer answer = ByteBuffer.wrap(exchange(place.unit(), pdu.flip()));
    if (answer.remaining() != 2 + 2 * place.count()) {
      throw new IOException("the answer has " + answer.remaining() + " bytes");
    }
    int[] words = new int[place.count()];
    answer.position(2);
    for (int i = 0; i < words.length; i++) {
      words[i] = answer.getShort();
    }
    return Words.of(words);
  }

  private byte[] exchange(int unit, ByteBuffer pdu) throws IOException {
    transaction++;
    ByteBuffer out = ByteBuffer.allocate(HEADER + pdu.remaining());
    out.putShort((short) transaction).putShort((short) 0).putShort((short) (pdu.remaining() + 1));
    int function = pdu.get(0) & 0xFF;
    socket.getOutputStream().write(out.put((byte) unit).put(pdu).array());
    int id = in.readUnsignedShort();
    int protocol = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    int from = in.readUnsignedByte();
    if (id != (transaction & 0xFFFF) || protocol != 0 || from != unit || length < 3) {
      throw new IOException("an answer that was not asked for");
    }
    byte[] answer = in.readNBytes(length - 1);
    if (answer.length != length - 1) {
      throw new EOFException("the peer closed the connection");
    }
    if ((answer[0] & 0xFF) != function) {
      throw new IOException("refused with code " + (answer[1] & 0xFF));
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
