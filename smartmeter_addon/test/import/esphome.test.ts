import assert from "node:assert/strict";
import { test } from "node:test";
import { importConfiguration } from "../../src/import/import-config.ts";
import { formatImported } from "../../src/import/imported.ts";
import { parseOptions } from "../../src/options/options.ts";

const board = `
esphome:
  name: meter
  friendly_name: Stromzähler
wifi:
  ssid: home
  password: !secret wifi_password
uart:
  rx_pin: GPIO16
  baud_rate: 2400
dlms_meter:
  decryption_key: !secret meter_key
  auth_key: "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"
  provider: netznoe
sensor:
  - platform: dlms_meter
    voltage_l1:
      name: Spannung L1
    active_energy_plus:
      name: Bezug
  - platform: dlms_meter
    obis_code: 1.0.1.7.0.255
    name: Leistung
  - platform: wifi_signal
    name: WLAN
`;
const secrets = "meter_key: 000102030405060708090A0B0C0D0E0F\nwifi_password: not-to-be-shown\n";

test("an ESPHome board gives its keys and the names of its sensors; pins become advice", () => {
  const imported = importConfiguration([board, secrets], { keepEntities: true });
  assert.ok(imported !== undefined);
  assert.deepEqual(imported.options, {
    meters: [
      {
        key: "000102030405060708090A0B0C0D0E0F",
        authentication_key: "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF",
        name: "Stromzähler",
      },
    ],
    entity_ids: {
      voltage_l1: "sensor.stromzahler_spannung_l1",
      energy_import: "sensor.stromzahler_bezug",
      power_import: "sensor.stromzahler_leistung",
    },
  });
  assert.ok("options" in parseOptions(imported.options));
  const text = formatImported(imported);
  assert.match(text, /uart\.rx_pin: pins of the board/);
  assert.match(text, /dlms_meter\.provider: .*withdrawn/);
  assert.ok(!text.includes("not-to-be-shown") && !text.includes("not known to this import"));
});

test("a key that stands in a file not given is asked for", () => {
  const imported = importConfiguration([board], { keepEntities: false });
  assert.ok(imported !== undefined);
  assert.equal((imported.options.meters as { key?: string }[])[0]?.key, undefined);
  assert.match(formatImported(imported), /decryption_key: stands in secrets\.yaml as meter_key/);
});
