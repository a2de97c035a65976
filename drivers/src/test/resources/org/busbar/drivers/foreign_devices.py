"""Devices on a foreign Modbus server, written from the register tables and not from our profiles.

Unit 1: Busbar's reference battery inverter, discharging 1234 W at 61.7 %. Unit 2: a SunSpec PV
inverter (models 1, 103, 120, 123, 160) that generates 4810 W of 10 kW from three strings, of which the
last is not measured. Unit 3: something else. Unit 4:
Busbar's reference meter, exporting 2050 W. Unit 5: how often
the inverter was written, then the registers, each once. Prints its port, then serves until its input
ends.
"""

import asyncio
import socket
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusTcpServer


def battery():
    words = [0] * 0x50
    words[0x00] = 0xB002
    words[0x02:0x04] = [0, 1234]
    words[0x04:0x06] = [617, 985]
    words[0x06:0x0A] = [0, 7000, 0, 9000]
    words[0x0A] = 4021
    words[0x0B] = 31
    words[0x0C:0x10] = [3291, 3320, 231, 248]
    words[0x18:0x1A] = [0, 10240]
    return ModbusSlaveContext(hr=ModbusSparseDataBlock(dict(enumerate(words))), zero_mode=True)


def text(words, at, size, value):
    raw = value.encode().ljust(2 * size, b"\0")
    for i in range(size):
        words[at + i] = raw[2 * i] << 8 | raw[2 * i + 1]


def inverter():
    words = {40000: 0x5375, 40001: 0x6E53, 40002: 1, 40003: 66}
    text(words, 40004, 16, "Foreign")
    text(words, 40020, 16, "Roof 10")
    for at in range(40036, 40070):
        words[at] = 0
    words.update({40070 + i: 0xFFFF for i in range(52)})
    words.update({40070: 103, 40071: 50})
    words.update({40084: 481, 40085: 1})  # W, W_SF
    words.update({40086: 49987, 40087: 0xFFFD})  # Hz, Hz_SF = -3
    words.update({40094: 0x0001, 40095: 0x86A0, 40096: 2})  # WH = 100000, WH_SF = 2
    words.update({40108: 4})  # St = MPPT
    for at in (40076, 40083, 40088, 40089, 40090, 40091, 40092, 40093, 40098, 40100, 40101, 40102):
        words[at] = 0x8000
    words.update({40122 + i: 0xFFFF for i in range(28)})
    words.update({40122: 120, 40123: 26, 40125: 10, 40126: 3})  # WRtg = 10, WRtg_SF = 3
    words.update({40150 + i: 0 for i in range(26)})
    words.update({40150: 123, 40151: 24, 40155: 1000, 40157: 0, 40159: 0, 40173: 0xFFFF})
    words.update({40176: 160, 40177: 8 + 3 * 20})
    words.update({40178: 0xFFFE, 40179: 0xFFFF, 40180: 0, 40181: 0})  # DCA -2, DCV -1, DCW, DCWH
    words.update({40182: 0, 40183: 0, 40184: 3, 40185: 0xFFFF})  # Evt, N, TmsPer
    strings = ((431, 6104, 2631), (377, 6027, 2272), (0xFFFF, 0xFFFF, 0xFFFF))
    for i, (current, voltage, power) in enumerate(strings):
        at = 40186 + 20 * i
        words.update({at + j: 0 for j in range(20)})
        words[at] = i + 1
        text(words, at + 1, 8, "Roof " + "SWN"[i])
        words.update({at + 9: current, at + 10: voltage, at + 11: power, at + 16: 0x8000})
    words.update({40246: 0xFFFF, 40247: 0})
    return Witnessed(words)


class Witnessed(ModbusSlaveContext):
    """Keeps which registers were written by a master."""

    def __init__(self, words):
        super().__init__(hr=ModbusSparseDataBlock(words), zero_mode=True)
        self.log = ModbusSparseDataBlock({i: 0 for i in range(64)})

    def setValues(self, fc_as_hex, address, values):
        super().setValues(fc_as_hex, address, values)
        count = self.log.getValues(0)[0] + 1
        seen = [at for at in self.log.getValues(1, 63) if at]
        fresh = [address + i for i in range(len(values)) if address + i not in seen]
        self.log.setValues(0, [count] + seen + fresh)


def long(words, at, size, value):
    for i in range(size):
        words[at + i] = value >> 16 * (size - 1 - i) & 0xFFFF


def meter():
    words = [0] * 0x30
    words[0x00] = 0xB001
    for at, value in ((0x02, -2050), (0x04, 1200), (0x06, -3000), (0x08, -250), (0x0A, 140)):
        long(words, at, 2, value)
    words[0x10:0x13] = [2305, 2311, 2298]
    for at, value in ((0x13, 5210), (0x15, -12990), (0x17, -1090)):
        long(words, at, 2, value)
    words[0x19:0x1B] = [5003, 0xFC29]  # 50.03 Hz, power factor -0.983
    long(words, 0x20, 4, 7654321)
    long(words, 0x24, 4, 5000000000)
    return ModbusSlaveContext(hr=ModbusSparseDataBlock(dict(enumerate(words))), zero_mode=True)


def other():
    return ModbusSlaveContext(hr=ModbusSparseDataBlock({i: i for i in range(100)}), zero_mode=True)


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    roof = inverter()
    slaves = {1: battery(), 2: roof, 3: other(), 4: meter()}
    slaves[5] = ModbusSlaveContext(hr=roof.log, zero_mode=True)
    context = ModbusServerContext(slaves=slaves, single=False)
    server = ModbusTcpServer(context, address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()


asyncio.run(main())
