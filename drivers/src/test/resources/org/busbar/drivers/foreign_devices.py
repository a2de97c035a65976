"""Devices on a foreign Modbus server, written from the register tables and not from our profiles.

Unit 1: Busbar's reference battery inverter, discharging 1234 W at 61.7 %. Unit 2: a SunSpec PV
inverter (models 1, 103, 120, 123) that generates 4810 W of 10 kW. Unit 3: something else. Unit 4:
Busbar's reference meter, exporting 2050 W. Prints its port, then serves until its input ends.
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
    words.update({40176: 0xFFFF, 40177: 0})
    return ModbusSlaveContext(hr=ModbusSparseDataBlock(words), zero_mode=True)


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
    slaves = {1: battery(), 2: inverter(), 3: other(), 4: meter()}
    context = ModbusServerContext(slaves=slaves, single=False)
    server = ModbusTcpServer(context, address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()


asyncio.run(main())
