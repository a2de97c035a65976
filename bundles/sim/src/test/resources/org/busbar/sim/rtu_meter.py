"""A Modbus RTU slave at address 5 on one end of a pair of pseudo terminals; prints the path of the other end.

Holding registers 0-47; each line it is given says what some of them hold from then on: "address word word ...".
Ends when its input does.
"""

import asyncio
import os
import select
import sys
import threading
import tty

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusSerialServer
from pymodbus.transaction import ModbusRtuFramer

UNIT = 5
HOLDING = 3


def pair():
    ends = []
    for _ in range(2):
        master, slave = os.openpty()
        tty.setraw(slave)
        ends.append((master, os.ttyname(slave)))

    def carry():
        masters = [ends[0][0], ends[1][0]]
        while True:
            for ready in select.select(masters, [], [])[0]:
                os.write(masters[1 - masters.index(ready)], os.read(ready, 1024))

    threading.Thread(target=carry, daemon=True).start()
    return ends[0][1], ends[1][1]


def listen(slave):
    for line in sys.stdin:
        words = [int(word) for word in line.split()]
        slave.setValues(HOLDING, words[0], words[1:])


async def main():
    slave = ModbusSlaveContext(hr=ModbusSequentialDataBlock(0, [0] * 48), zero_mode=True)
    where, own = pair()
    server = ModbusSerialServer(
        ModbusServerContext(slaves={UNIT: slave}, single=False),
        framer=ModbusRtuFramer,
        port=own,
        baudrate=115200,
        ignore_missing_slaves=True,
    )
    await server.start()
    serving = asyncio.ensure_future(server.serve_forever())
    print(where, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, listen, slave)
    serving.cancel()


asyncio.run(main())
