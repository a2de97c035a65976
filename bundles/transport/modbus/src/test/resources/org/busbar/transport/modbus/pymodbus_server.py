"""A Modbus server for the integration test: prints where it is reached, then serves.

pymodbus_server.py tcp | rtu-tcp | tls DIRECTORY | rtu

tcp, rtu-tcp and tls listen on loopback and print their port; tls takes ca.pem, server.pem and
server.key from the directory and asks for a certificate of the client. rtu prints the path of a
serial port: one end of a pair of pseudo terminals whose other end the server holds.

Unit 1: holding registers 0-999 hold 3 * address + 7 (modulo 65536), input registers 0-999 hold
65535 - address, coils 0-199 are set where the address divides by 3, discrete inputs 0-99 where it
divides by 5. Addresses beyond do not exist. Unit 17: holding registers 0-9 hold 1700 + address.
Every other unit is silent on a serial line, elsewhere answered with exception 11 by the "gateway".
"""

import asyncio
import os
import select
import socket
import ssl
import sys
import threading
import tty

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer, ModbusTlsServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


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


def pair():
    """Two pseudo terminals, what goes into one comes out of the other: their paths."""
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


def security(directory):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(directory + "/ca.pem")
    context.load_cert_chain(directory + "/server.pem", directory + "/server.key")
    return context


async def main(kind, *more):
    context = ModbusServerContext(slaves=slaves(), single=False)
    if kind == "rtu":
        where, own = pair()
        server = ModbusSerialServer(
            context,
            framer=ModbusRtuFramer,
            port=own,
            baudrate=115200,
            ignore_missing_slaves=True,
        )
        await server.start()
        serving = asyncio.ensure_future(server.serve_forever())
    else:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            where = free.getsockname()[1]
        address = ("127.0.0.1", where)
        if kind == "tls":
            server = ModbusTlsServer(
                context, framer=ModbusSocketFramer, address=address, sslctx=security(*more)
            )
        else:
            framer = ModbusRtuFramer if kind == "rtu-tcp" else ModbusSocketFramer
            server = ModbusTcpServer(context, framer=framer, address=address)
        serving = asyncio.ensure_future(server.serve_forever())
        await server.serving
    print(where, flush=True)
    # Ends with the test: its end of the pipe is closed.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    serving.cancel()


asyncio.run(main(*sys.argv[1:]))
