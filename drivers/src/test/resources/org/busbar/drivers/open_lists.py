"""Twelve devices of others on a foreign Modbus server, typed from the open register lists and not from our profiles.

mbmd at fb8f9c2 (units 1 to 9) and evcc at b29b49e (units 10 to 12). A row: address, how the list says it is coded, divisor, and the value in
the list's own unit: W, V, A, Hz, kWh, %. Prints its port, then serves until its input ends.
"""

import asyncio
import socket
import struct
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusTcpServer

F = ">f"
LISTS = {
    # ABB A/B series: holding registers
    1: ("holding", [(0x5B14, ">i", 100, -2345.67), (0x5B16, ">i", 100, -700.11), (0x5B00, ">I", 10, 229.9), (0x5B0C, ">I", 100, 3.21),
                    (0x5B3A, ">h", 1000, -0.981), (0x5B2C, ">H", 100, 49.97), (0x5000, ">Q", 100, 12345.67), (0x5004, ">Q", 100, 765.43)]),
    # Carlo Gavazzi EM24: input registers, low word first
    2: ("input", [(0x28, "<<i", 10, 1843.2), (0x12, "<<i", 10, 611.5), (0x00, "<<i", 10, 231.4), (0x0C, "<<i", 1000, 2.654),
                  (0x35, ">h", 1000, 0.973), (0x37, ">h", 10, 50.1), (0x42, "<<i", 10, 8123.4), (0x5C, "<<i", 10, 12.3)]),
    # Chint DTSU666: holding registers, floats in tenths, thousandths and hundredths
    3: ("holding", [(0x2012, F, 10, -4321.0), (0x2014, F, 10, -1440.0), (0x2006, F, 10, 228.5), (0x200C, F, 1000, 6.25),
                    (0x2044, F, 100, 50.02), (0x101E, F, 1, 1024.5), (0x1028, F, 1, 99.25)]),
    # Eastron SDM72DM-V2: input registers, plain floats
    4: ("input", [(0x34, F, 1, 955.5), (0x0C, F, 1, 300.25), (0x00, F, 1, 230.25), (0x06, F, 1, 1.375),
                  (0x46, F, 1, 49.98), (0x48, F, 1, 456.75), (0x4A, F, 1, 3.5)]),
    # Finder 7M.38: input registers, floats, energy in Wh
    5: ("input", [(2536, F, 1, -1500.5), (2530, F, 1, -500.25), (2500, F, 1, 231.5), (2516, F, 1, 2.25),
                  (2584, F, 1, 50.01), (2752, F, 1000, 321.5), (2756, F, 1000, 21.25)]),
    # Schneider iEM3000: holding registers, power in kW, energy in Wh
    6: ("holding", [(0x0BF3, F, 0.001, 2750.0), (0x0BED, F, 0.001, 916.0), (0x0BD3, F, 1, 229.75), (0x0BB7, F, 1, 4.5),
                    (0x0C25, F, 1, 50.0), (0x0C83, ">q", 1000, 7777.777), (0x0C87, ">q", 1000, 1.234)]),
    # Janitza B23: holding registers, floats, energy in Wh
    7: ("holding", [(0x4A52, F, 1, 640.5), (0x4A4C, F, 1, 213.5), (0x4A38, F, 1, 230.75), (0x4A44, F, 1, 0.9375),
                    (0x4A6A, F, 1, 49.99), (0x4A7C, F, 1000, 88.5), (0x4A84, F, 1000, 11.5)]),
    # Lovato DMG610: input registers
    8: ("input", [(0x39, ">i", 100, -98.76), (0x13, ">i", 100, -32.92), (0x01, ">I", 100, 230.12), (0x07, ">I", 10000, 0.4321),
                  (0x31, ">I", 1000, 49.995), (0x1B1F, ">Q", 100, 4711.08), (0x1B23, ">Q", 100, 0.15)]),
    # Siemens PAC2200: input registers, energy as a long float in Wh
    9: ("input", [(65, F, 1, 3210.5), (25, F, 1, 1070.5), (1, F, 1, 232.5), (13, F, 1, 4.625),
                  (801, ">d", 1000, 65432.125), (809, ">d", 1000, 1.5)]),
    # GoodWe hybrid, its meter: holding registers, export positive, energy as a float in Wh
    10: ("holding", [(36025, ">i", -1, -1234.0), (36019, ">i", -1, -400.0), (36052, ">H", 10, 233.3), (36017, F, 1000, 250.5)]),
    # Huawei SUN2000 with storage: holding registers, charging positive
    11: ("holding", [(37765, ">i", -1, -2500.0), (37760, ">H", 10, 73.4), (37782, ">I", 100, 1500.25), (37780, ">I", 100, 1600.5)]),
    # Sungrow SH, its meter: input registers, low word first, export positive
    12: ("input", [(13009, "<<i", -1, 777.0), (13036, "<<I", 10, 333.3)]),
}


def words(code, raw):
    swapped = code.startswith("<<")
    form = ">" + code[-1]
    data = struct.pack(form, raw if form[-1] in "fd" else round(raw))
    pairs = [int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2)]
    return pairs[::-1] if swapped else pairs


def slave(table, rows):
    # The rest of the meter is there and zero, as on a real one.
    block = {at: 0 for at in range(0, 0xFFFF)}
    for at, code, divisor, value in rows:
        for i, word in enumerate(words(code, value * divisor)):
            block[at + i] = word
    data = ModbusSparseDataBlock(block)
    return ModbusSlaveContext(zero_mode=True, **({"hr": data} if table == "holding" else {"ir": data}))


async def main():
    slaves = {unit: slave(table, rows) for unit, (table, rows) in LISTS.items()}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ModbusTcpServer(ModbusServerContext(slaves=slaves, single=False), address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()


asyncio.run(main())
