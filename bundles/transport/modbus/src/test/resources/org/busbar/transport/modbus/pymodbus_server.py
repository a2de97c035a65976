"""A Modbus TCP server on loopback for the integration test: prints its port, then serves.

Unit 1: holding registers 0-999 hold 3 * address + 7 (modulo 65536), input registers 0-999 hold
65535 - address, coils 0-199 are set where the address divides by 3, discrete inputs 0-99 where it
divides by 5. Addresses beyond do not exist. Unit 17: holding registers 0-9 hold 1700 + address.
Every other unit is answered with exception 11 by the "gateway".
"""

import asyncio
import socket
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusTcpServer


def slaves():
    first = ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(0, [(3 * a + 7) & 0xFFFF for a in range(1000)]),
        ir=ModbusSequentialDataBlock(0, [65535 - a for a in range(1000)]),
        co=ModbusSequentialDataBlock(0, [a % 3 == 0 for a in range(200)]),
        di=ModbusSequentialDataBlock(0, [a % 5 == 0 for a in range(100)]),
        zero_mode=True,
    )
    second = ModbusSlaveContext(
        hr=ModbusSequentialDataBlock(0, [1700 + a for a in range(10)]), zero_mode=True
    )
    return {1: first, 17: second}


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = ModbusServerContext(slaves=slaves(), single=False)
    server = ModbusTcpServer(context, address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(port, flush=True)
    # Ends with the test: its end of the pipe is closed.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()


asyncio.run(main())
