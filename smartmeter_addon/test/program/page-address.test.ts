import assert from "node:assert/strict";
import { test } from "node:test";
import { pageAddress } from "../../src/program/page-address.ts";

const app = { inApp: true, web: undefined };
const standalone = { inApp: false, hostname: "pi" };

test("in the app it is the page behind ingress, by the name that the Supervisor gave the container", () => {
  for (const prefix of ["local", "core", "a0d7b954"])
    assert.equal(
      pageAddress({ ...app, hostname: `${prefix}-smartmeter-addon` }),
      `homeassistant://hassio/ingress/${prefix}_smartmeter_addon`,
    );
  for (const hostname of ["homeassistant", "0123456789ab", "", "x-smartmeter-addon.local"])
    assert.equal(pageAddress({ ...app, hostname }), undefined, hostname);
});

test("elsewhere it is what the options say a browser can reach, or nothing", () => {
  assert.equal(pageAddress({ ...standalone, web: undefined }), undefined);
  assert.equal(pageAddress({ ...standalone, web: { enabled: true, host: "0.0.0.0", port: 8099 } }), undefined);
  assert.equal(pageAddress({ ...standalone, web: { enabled: true, host: "127.0.0.1", port: 8099 } }), undefined);
  const named = { enabled: true, host: "0.0.0.0", port: 80, hosts: ["meter.home"] };
  assert.equal(pageAddress({ ...standalone, web: named }), "http://meter.home:80/");
  assert.equal(pageAddress({ ...standalone, web: { ...named, enabled: false } }), undefined);
  const addressed = { enabled: true, host: "192.0.2.7", port: 8099 };
  assert.equal(pageAddress({ ...standalone, web: addressed }), "http://192.0.2.7:8099/");
  assert.equal(
    pageAddress({ ...standalone, web: { ...addressed, host: "2001:db8::7" } }),
    "http://[2001:db8::7]:8099/",
  );
});
