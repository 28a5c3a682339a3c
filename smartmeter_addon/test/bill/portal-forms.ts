// Exports of operators' portals, written in the forms their customers get.
import { zoneOffsetMinutes } from "../../src/host/time-zone.ts";

export interface Row {
  readonly startMs: number;
  readonly wh: number;
}

const zone = "Europe/Vienna";
const quarterMs = 900_000;
const two = (value: number): string => String(value).padStart(2, "0");

function wall(atMs: number) {
  const date = new Date(atMs + zoneOffsetMinutes(atMs, zone) * 60_000);
  const day = [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())] as const;
  return { day, time: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}` };
}

const german = (atMs: number): string => `${[...wall(atMs).day].reverse().join(".")} ${wall(atMs).time}`;
const iso = (atMs: number, seconds = ""): string => {
  const { day, time } = wall(atMs);
  return `${day.join("-")}T${time}${seconds}+${two(zoneOffsetMinutes(atMs, zone) / 60)}:00`;
};
const kilo = (wh: number, decimals = 3): string => (wh / 1000).toFixed(decimals).replace(".", ",");
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const withMark = (value: string): Uint8Array => text(`\uFEFF${value}`);
const latin1 = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));
const utf16 = (value: string): Uint8Array =>
  new Uint8Array(Uint16Array.from(`\uFEFF${value}`, (l) => l.charCodeAt(0)).buffer);

/** One writer a form; none of them is copied from an operator. */
export const portalForms: Readonly<Record<string, (rows: readonly Row[]) => Uint8Array>> = {
  "one stamp at the end, quality mark, mark of UTF-8": (rows) =>
    withMark(
      `Messzeitpunkt;Verbrauch (kWh);Qualität;\n${rows
        .map(({ startMs, wh }) => `${german(startMs + quarterMs)};${kilo(wh, 6)};G;\n`)
        .join("")}`,
    ),
  "one stamp at the start, quotes, column for the change of the clock": (rows) =>
    text(
      `"Datum";"Verbrauch (kWh)";"Status";"Zeitumstellung"\n${rows
        .map(({ startMs, wh }) => `"${german(startMs)}:00";${kilo(wh)};"Wert ist gültig(L1)";""\n`)
        .join("")}`,
    ),
  "start and end, register beside it, Latin-1": (rows) => {
    let register = 44_196_550;
    return latin1(
      `Start;Ende;Verbrauch (kWh);Zählerstand (kWh)\n${rows
        .map(({ startMs, wh }) => {
          register += wh;
          return `${german(startMs)};${german(startMs + quarterMs)};${kilo(wh)};${kilo(register)}\n`;
        })
        .join("")}`,
    );
  },
  "start and end, names of the metering point, CR LF": (rows) =>
    latin1(
      `Startdatum;Enddatum;Zählpunkt;Wert;Einheit;Qualität\r\n${rows
        .map(
          ({ startMs, wh }) =>
            `${german(startMs)};${german(startMs + quarterMs)};AT007XXX;${kilo(wh)};kWh;L1 Echtwert\r\n`,
        )
        .join("")}`,
    ),
  "start and end, three lines above, UTF-16": (rows) =>
    utf16(
      `Vertragskonto;X\r\nZählpunkt;ATX\r\n\r\nBeginn der Messreihe;Ende der Messreihe;Messwert in kWh\r\n${rows
        .map(({ startMs, wh }) => `${german(startMs)};${german(startMs + quarterMs)};${kilo(wh)}\r\n`)
        .join("")}`,
    ),
  "end with offset, name of the flat": (rows) =>
    withMark(
      `Ende Ablesezeitraum;Messintervall;Abrechnungsmaßeinheit;Wohnung - AT001 (000) - Verbrauch [kWh]\n${rows
        .map(({ startMs, wh }) => `${iso(startMs + quarterMs)};QH;KWH;${kilo(wh)}\n`)
        .join("")}`,
    ),
  "declared separator, VAL and EST": (rows) =>
    withMark(
      `sep=;\nAnlage;Zaehlpunkt;Tarif;Beginn;Ende;Wert;Einheit;VAL...gemessen, EST...errechnet\n${rows
        .map(({ startMs, wh }) => `123;AT008;;${german(startMs)};${german(startMs + quarterMs)};${kilo(wh)};KWH;VAL\n`)
        .join("")}`,
    ),
  "register at an instant, blanks for nothing": (rows) => {
    let register = 11_447_713;
    const first = `${iso(rows[0]?.startMs ?? 0, ":00.000")};${kilo(register)};;;;\n`;
    return text(
      `Ablesezeitpunkt;Zählerstand - 1.8.0;Verbrauch - 1.8.0;Status;;\n${first}${rows
        .map(({ startMs, wh }) => {
          register += wh;
          return `${iso(startMs + quarterMs, ":00.000")};${kilo(register)};${wh === 0 ? "" : kilo(wh)};VAL;;\n`;
        })
        .join("")}`,
    );
  },
  "date and two times in columns of their own": (rows) =>
    text(
      `Datum;von;bis;Wert (kWh)\n${rows
        .map(({ startMs, wh }) => {
          const [date, from] = german(startMs).split(" ");
          return `${date};${from};${german(startMs + quarterMs).split(" ")[1]};${kilo(wh)}\n`;
        })
        .join("")}`,
    ),
  "point as decimal mark, comma between columns, Wh": (rows) =>
    text(`timestamp,consumption [Wh]\n${rows.map(({ startMs, wh }) => `${iso(startMs)},${wh}.0\n`).join("")}`),
  "everything in quotes, mark of UTF-8, CR LF": (rows) =>
    withMark(
      `"Beginn";"Ende";"Verbrauch (kWh)"\r\n${rows
        .map(({ startMs, wh }) => `"${german(startMs)}";"${german(startMs + quarterMs)}";"${kilo(wh)}"\r\n`)
        .join("")}`,
    ),
  "no name but kWh": (rows) =>
    text(
      `kWh\n${rows
        .map(({ startMs, wh }) => `${german(startMs)};${german(startMs + quarterMs)};${kilo(wh)}\n`)
        .join("")}`,
    ),
  "mean power in kW": (rows) =>
    text(
      `Beginn;Ende;Leistung (kW)\n${rows
        .map(({ startMs, wh }) => `${german(startMs)};${german(startMs + quarterMs)};${kilo(wh * 4)}\n`)
        .join("")}`,
    ),
  "newest first": (rows) =>
    text(
      `Start;Ende;Verbrauch (kWh)\n${rows
        .toReversed()
        .map(({ startMs, wh }) => `${german(startMs)};${german(startMs + quarterMs)};${kilo(wh)}\n`)
        .join("")}`,
    ),
  "blanks that do not break, units in the cells": (rows) =>
    text(
      `Messzeitpunkt;Verbrauch\n${rows
        .map(({ startMs, wh }) => `${german(startMs + quarterMs).replace(" ", "\u00a0")};${kilo(wh)}\u00a0kWh\n`)
        .join("")}`,
    ),
  "years of two digits": (rows) =>
    text(
      `Datum;Zeit von;Zeit bis;kWh\n${rows
        .map(({ startMs, wh }) => {
          const [date = "", from] = german(startMs).split(" ");
          return `${date.replace(".20", ".")};${from};${german(startMs + quarterMs).split(" ")[1]};${kilo(wh)}\n`;
        })
        .join("")}`,
    ),
  "whole Wh, a dot between thousands": (rows) =>
    text(
      `Start;Ende;Verbrauch (Wh)\n${rows
        .map(({ startMs, wh }) => `${german(startMs)};${german(startMs + quarterMs)};${wh.toLocaleString("de-DE")}\n`)
        .join("")}`,
    ),
};
