"""The three polls of a Fronius GEN24 by pymodbus: every second, every minute and at its start; and reads nobody answers."""

import json
import struct
import sys

from pymodbus.client import ModbusTcpClient

port, unit = int(sys.argv[1]), int(sys.argv[2])
client = ModbusTcpClient("127.0.0.1", port=port, timeout=5, retries=0)
client.connect()


def poll(address, count, read=client.read_holding_registers):
    answer = read(address, count=count, device_id=unit)
    return {"exception": answer.exception_code} if answer.isError() else {"registers": answer.registers}


def number(registers, offset):
    return struct.unpack(">f", struct.pack(">HH", *registers[offset : offset + 2]))[0]


second, minute, start = poll(40071, 58), poll(40129, 32), poll(40195, 2)
said = {"second": second, "minute": minute, "start": start}
if "registers" in second:
    said["W"] = number(second["registers"], 26)
    said["TotWhExp"] = number(minute["registers"], 0)
    said["TotWhImp"] = number(minute["registers"], 8)
said["input"] = poll(40000, 2, client.read_input_registers)
said["outside"] = poll(40197, 1)
said["coils"] = poll(40000, 1, client.read_coils)
written = client.write_register(40097, 1, device_id=unit)
said["written"] = {"exception": written.exception_code} if written.isError() else {}
print(json.dumps(said))
