package org.busbar.transport.modbus;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.busbar.transport.modbus.Remote.Serial;

/** A serial port that never blocks. */
final class SerialChannel implements ByteChannel {
  private final SerialPort port;
  private final byte[] bytes = new byte[256];

  private SerialChannel(SerialPort port) {
    this.port = port;
  }

  /**
   * Opens a port and takes it for this process alone.
   *
   * @throws IOException naming the port and the remedy
   */
  static SerialChannel open(Serial serial) throws IOException {
    Path path = Path.of(serial.path());
    if (!Files.exists(path)) {
      throw new IOException(
          "serial port '" + path + "' does not exist: is the adapter plugged in?");
    }
    if (!Files.isReadable(path) || !Files.isWritable(path)) {
      throw new IOException(
          "serial port '" + path + "' may not be used: add the gateway's user to its group");
    }
    try {
      return new SerialChannel(opened(serial));
    } catch (SerialPortInvalidPortException e) {
      throw new IOException("'" + path + "' is no serial port", e);
    } catch (LinkageError e) {
      throw new IOException("serial ports cannot be used on this machine: " + e.getMessage(), e);
    }
  }

  private static SerialPort opened(Serial serial) throws IOException {
    SerialPort port = SerialPort.getCommPort(serial.path());
    int parity =
        switch (serial.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
        };
    int stopBits = serial.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS;
    port.setComPortParameters(serial.baud(), 8, stopBits, parity);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
    if (!port.openPort()) {
      throw new IOException(
          "serial port '" + serial.path() + "' is in use, or does not know these settings");
    }
    return port;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int count = port.readBytes(bytes, Math.min(bytes.length, to.remaining()));
    if (count < 0) {
      throw new IOException("serial port is gone");
    }
    to.put(bytes, 0, count);
    return count;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    int count = Math.min(bytes.length, from.remaining());
    from.get(from.position(), bytes, 0, count);
    int written = port.writeBytes(bytes, count);
    if (written < 0 || (written == 0 && port.bytesAvailable() < 0)) {
      throw new IOException("serial port is gone");
    }
    from.position(from.position() + written);
    return written;
  }

  @Override
  public boolean isOpen() {
    return port.isOpen();
  }

  @Override
  public void close() {
    port.closePort();
  }
}
