"""Two units on a Modbus server, of which the second can be told to take its time.

slow_unit.py one | all

one: what is asked after it on the same connection waits for it; all: so does every connection.
Prints its port. Each line it is given is how long unit 2 takes from then on, in seconds. Holding
registers 0 to 9 of unit 1 hold 100 + address, those of unit 2 hold 200 + address.
"""

import asyncio
import socket
import sys
import time

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusConnectedRequestHandler, ModbusTcpServer

WHO = sys.argv[1]
UNIT = 6
takes = 0.0


class Slow(ModbusConnectedRequestHandler):
    async def _recv_(self):
        data = await super()._recv_()
        if data[UNIT] == 2 and takes > 0:
            if WHO == "all":
                time.sleep(takes)
            else:
                await asyncio.sleep(takes)
        return data


def block(first):
    registers = ModbusSequentialDataBlock(0, [first + i for i in range(10)])
    return ModbusSlaveContext(hr=registers, zero_mode=True)


def listen():
    global takes
    for line in sys.stdin:
        takes = float(line)


async def main():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = ModbusServerContext(slaves={1: block(100), 2: block(200)}, single=False)
    server = ModbusTcpServer(context, address=("127.0.0.1", port), handler=Slow)
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, listen)
    serving.cancel()


asyncio.run(main())
