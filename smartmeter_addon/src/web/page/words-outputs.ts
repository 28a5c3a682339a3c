import { language } from "./format.ts";

const en = {
  title: "Outputs",
  states: { idle: "nothing sent yet", ok: "works", failing: "has trouble" },
  counts: { delivered: "{n} delivered", waiting: "{n} waiting", lost: "{n} given up" },
  /** By the section of the options; any other shows as it is called there. */
  names: {
    mqtt: "MQTT",
    influxdb: "InfluxDB",
    webhook: "Web address (webhook)",
    file: "Files",
    voltage_log: "Voltage log",
    console: "Console",
    prometheus: "Prometheus",
    tee: "Second program (tee)",
  } as Record<string, string>,
};

const de: typeof en = {
  title: "Ausgaben",
  states: { idle: "noch nichts gesendet", ok: "läuft", failing: "hat Schwierigkeiten" },
  counts: { delivered: "{n} angekommen", waiting: "{n} warten", lost: "{n} aufgegeben" },
  names: {
    mqtt: "MQTT",
    influxdb: "InfluxDB",
    webhook: "Webadresse (webhook)",
    file: "Dateien",
    voltage_log: "Spannungsprotokoll",
    console: "Konsole",
    prometheus: "Prometheus",
    tee: "Zweites Programm (tee)",
  },
};

/** What the card of outputs says, in the browser's language. */
export const outputWords = language === "de" ? de : en;
