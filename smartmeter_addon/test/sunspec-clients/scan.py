"""Scan a SunSpec device by pysunspec2 and print its models and what its meter says, or what was refused."""

import json
import sys

import sunspec2.modbus.client as client

port, unit = int(sys.argv[1]), int(sys.argv[2])
device = client.SunSpecModbusClientDeviceTCP(slave_id=unit, ipaddr="127.0.0.1", ipport=port, timeout=5)
try:
    device.scan()
    found = sorted(key for key in device.models if isinstance(key, int))
    common, meter = device.models[1][0], device.models[found[-1]][0]
    meter.read()
    names = ["W", "WphA", "TotWhImp", "TotWhExp", "PhVphA", "AphA", "Hz"]
    values = {name: getattr(meter, name).cvalue for name in names}
    print(json.dumps({"models": found, "maker": common.Mn.value, "serial": common.SN.value, "values": values}))
except Exception as error:  # whatever the library makes of a refusal
    print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
