"""A SunSpec inverter (unit 1) and a SunSpec meter (unit 2) on pymodbus.

The register images are written by hand from the SunSpec information models 1, 103, 120, 123, 160 and 203
(models 2024, sunspec/models), not from any profile. Each write is printed as "WRITE unit address values", each
request as "READ unit address count". Usage: foreign_devices.py PORT, or the path of a serial port for Modbus RTU.
"""
import struct
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusRtuFramer

BASE = 40000
NOT_IMPLEMENTED = {"u": 0xFFFF, "s": 0x8000, "sf": 0x8000}


def text(value, words):
    raw = value.encode().ljust(2 * words, b"\0")
    return list(struct.unpack(">%dH" % words, raw))


def s16(value):
    return value & 0xFFFF


def u32(value):
    return [value >> 16, value & 0xFFFF]


def common(model):
    return [1, 66] + text("Foreign", 16) + text(model, 16) + text("", 8) + text("1.0", 8) + text("F-1", 16) + [1, 0x8000]


def inverter():
    m103 = [103, 50]
    m103 += [152, 51, 50, 51, s16(-1)]  # A, phases, A_SF: 15.2 A
    m103 += [4001, 4002, 4003, 2301, 2302, 2303, s16(-1)]  # line to line, line to neutral: 230.1 V
    m103 += [350, s16(1)]  # W, W_SF: 3500 W
    m103 += [5001, s16(-2)]  # Hz: 50.01
    m103 += [3510, 0, s16(-120), 0, 997, s16(-1)]  # VA, VAr, PF
    m103 += u32(1234567) + [0]  # WH
    m103 += [0xFFFF, 0x8000, 6200, s16(-1), 3600, 0]  # DCA not implemented, DCV 620.0 V, DCW
    m103 += [s16(415), 0x8000, 0x8000, 0x8000, s16(-1)]  # TmpCab 41.5, others not implemented
    m103 += [4, 0] + [0] * 12  # St MPPT, vendor state, events
    assert len(m103) == 52, len(m103)
    m120 = [120, 26, 4, 500, s16(1)] + [500, s16(1)] + [0x8000] * 4 + [0x8000] + [220, s16(-1)] + [0x8000] * 4
    m120 += [0x8000, 0xFFFF, 0x8000, 0xFFFF, 0x8000, 0xFFFF, 0x8000, 0xFFFF, 0x8000, 0x8000]
    m120 = m120[:28]
    assert len(m120) == 28, len(m120)
    m123 = [123, 24, 0xFFFF, 0xFFFF, 1]  # Conn
    m123 += [10000, 0, 0, 0, 0]  # WMaxLimPct 100.00 %, windows and reversion, Ena
    m123 += [0x8000, 0xFFFF, 0xFFFF, 0xFFFF, 0] + [0x8000, 0x8000, 0x8000, 0xFFFF, 0xFFFF, 0xFFFF, 0, 0]
    m123 += [s16(-2), 0x8000, 0x8000]  # WMaxLimPct_SF
    assert len(m123) == 26, len(m123)
    m160 = [160, 48, s16(-1), 0, 0, 0x8000, 0, 0, 2, 0xFFFF]  # scale of A, V, W, Wh; no events, two strings
    for string, current, volts, watts in [(1, 81, 612, 496), (2, 40, 590, 236)]:
        m160 += [string] + text("MPPT %d" % string, 8) + [current, volts, watts] + [0, 0, 0, 0, 0x8000, 4, 0, 0]
    assert len(m160) == 50, len(m160)
    image = text("SunS", 2) + common("Inverter") + m103 + m120 + m123 + m160 + [0xFFFF, 0]
    offsets = {"W": 2 + 68 + 14, "limit": 2 + 68 + 52 + 28 + 2 + 3}
    return image, offsets


def meter():
    m = [203, 105, 0, 0, 0, 0, s16(-1)]
    m += [2301, 2301, 2302, 2303, 3987, 3986, 3987, 3988, s16(-1)]
    m += [4998, s16(-2)]
    m += [s16(-1250), s16(-400), s16(-450), s16(-400), 0]  # W: exporting 1250 W
    m += [1260, 400, 460, 400, 0]
    m += [0x8000] * 4 + [0x8000]
    m += [0x8000] * 4 + [0x8000]
    m += u32(777000) + u32(0) * 3 + u32(555000) + u32(0) * 3 + [0]
    m += [0] * (107 - len(m))
    return text("SunS", 2) + common("Meter") + m + [0xFFFF, 0]


class Printed(ModbusSequentialDataBlock):
    """Prints writes; the inverter follows its limit as a real one does."""

    def __init__(self, unit, image, offsets):
        super().__init__(BASE + 1, image)  # pymodbus counts from one
        self.unit = unit
        self.offsets = offsets

    def validate(self, address, count=1):
        print("READ", self.unit, address - 1, count, flush=True)
        return super().validate(address, count)

    def setValues(self, address, values):
        super().setValues(address, values)
        print("WRITE", self.unit, address - 1, *list(values), flush=True)
        if self.offsets:
            limit = self.offsets["limit"]
            enabled = self.getValues(BASE + 1 + limit + 4, 1)[0]
            percent = self.getValues(BASE + 1 + limit, 1)[0] / 100.0
            watts = min(3500, 5000 * percent / 100) if enabled else 3500
            super().setValues(BASE + 1 + self.offsets["W"], [int(watts / 10)])


def main():
    image, offsets = inverter()
    slaves = {
        1: ModbusSlaveContext(hr=Printed(1, image, offsets)),
        2: ModbusSlaveContext(hr=Printed(2, meter(), None)),
    }
    context = ModbusServerContext(slaves=slaves, single=False)
    where = sys.argv[1]
    if where.startswith("/"):
        StartSerialServer(
            context=context, framer=ModbusRtuFramer, port=where, baudrate=115200, ignore_missing_slaves=True
        )
    else:
        StartTcpServer(context=context, address=("127.0.0.1", int(where)))


if __name__ == "__main__":
    main()
