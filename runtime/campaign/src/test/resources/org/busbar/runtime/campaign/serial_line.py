"""A serial line before a device that is served over Modbus TCP: a pseudo terminal, RTU frames on it.

Prints the path of the terminal, reads the port of the device, and ends when its input does.
"""
import os
import select
import socket
import struct
import sys
import threading
import tty

ANSWER_S = 0.35


def crc(frame):
    value = 0xFFFF
    for byte in frame:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def length(frame):
    """How long a request is; None while that is not known yet."""
    if len(frame) < 2:
        return None
    if frame[1] in (15, 16):
        return None if len(frame) < 7 else 9 + frame[6]
    return 8


class Device:
    def __init__(self, port):
        self.port = port
        self.wire = None
        self.number = 0

    def ask(self, unit, pdu):
        """The answer, None where none comes: on a serial line a broken connection is silence."""
        try:
            if self.wire is None:
                self.wire = socket.create_connection(("127.0.0.1", self.port), ANSWER_S)
            self.wire.settimeout(ANSWER_S)
            self.number = self.number + 1 & 0xFFFF
            self.wire.sendall(struct.pack(">HHHB", self.number, 0, len(pdu) + 1, unit) + pdu)
            while True:
                head = self.exactly(7)
                number, _, size, answered = struct.unpack(">HHHB", head)
                body = self.exactly(size - 1)
                if number == self.number:
                    return bytes([answered]) + body
        except OSError:
            if self.wire is not None:
                self.wire.close()
            self.wire = None
            return None

    def exactly(self, count):
        read = b""
        while len(read) < count:
            more = self.wire.recv(count - len(read))
            if not more:
                raise OSError("closed")
            read += more
        return read


def serve(line, device):
    frame = b""
    while True:
        ready, _, _ = select.select([line], [], [], 0.05)
        if not ready:
            frame = b""  # A pause ends a frame, whole or not.
            continue
        frame += os.read(line, 512)
        while length(frame) is not None and len(frame) >= length(frame):
            request, frame = frame[: length(frame)], frame[length(frame) :]
            if crc(request[:-2]) == request[-2:]:
                answer = device.ask(request[0], request[1:-2])
                if answer is not None:
                    os.write(line, answer + crc(answer))


master, slave = os.openpty()
tty.setraw(master)
tty.setraw(slave)
print(os.ttyname(slave), flush=True)
target = Device(int(sys.stdin.readline()))
threading.Thread(target=serve, args=(master, target), daemon=True).start()
sys.stdin.read()
