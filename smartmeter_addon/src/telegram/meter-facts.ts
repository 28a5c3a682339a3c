/**
 * The part of a meter's file that decoding does without: how the meter is connected, what its operator calls the keys,
 * what surprises, and what a virtual one sends. Set-up page, search for port settings, documentation and simulator read it.
 */
import * as v from "valibot";

const text = v.pipe(v.string(), v.minLength(1));
const manufacturer = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, "three capital letters"));
const settings = v.pipe(v.string(), v.regex(/^\d{3,6} [78][NEO][12]$/, "2400 8E1"));
/** Seconds between two telegrams. */
const interval = v.pipe(v.number(), v.minValue(0.1), v.maxValue(86_400));
/** One text for both languages, or one for each. */
const sentence = v.union([
  v.pipe(
    text,
    v.transform((both) => ({ en: both, de: both })),
  ),
  v.strictObject({ en: text, de: text }),
]);
/** Wired M-Bus and P1 share the RJ12 socket, not the pins. */
const socket = v.picklist(["mbus", "p1", "ir"]);
const logicalName = v.pipe(v.string(), v.regex(/^\d+-\d+:\d+\.\d+\.\d+$/, "an OBIS code like 1-0:1.8.0"));

const product = v.strictObject({
  manufacturer,
  model: text,
  /** Where they differ from those of the file. */
  operators: v.optional(v.array(text)),
  socket: v.optional(socket),
  serial: v.optional(settings),
  interval: v.optional(interval),
});

/** How a virtual meter fills a COSEM clock: with its offset from UTC or without, and with which of the status bits. */
const clock = v.picklist(["offset", "offset-doubtful", "local", "local-invalid"]);

/** A virtual meter: what its telegrams have that the layout leaves open. */
const virtual = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{2,40}$/, "lower case letters, digits and -")),
  operators: v.optional(v.array(text)),
  product: v.optional(text),
  serial: v.optional(settings),
  interval: v.optional(interval),
  phases: v.optional(v.picklist([1, 3]), 3),
  /** Beginning of the system title, hexadecimal: manufacturer and type. The serial number fills the rest. */
  system_title: v.optional(v.pipe(v.string(), v.regex(/^([0-9A-F]{2}){3,6}$/, "3 to 6 octets, hexadecimal"))),
  /** `########` stands for the serial number. */
  meter_number: v.optional(text, "########"),
  /** Logical device name; the one that IDIS derives from the system title where left out. */
  device_name: v.optional(text),
  /** Security control: 0x20 enciphered, 0x21 the same in suite 1, 0x30 with a tag. */
  security: v.optional(v.picklist([0x20, 0x21, 0x30]), 0x20),
  /** long-invoke-id-and-priority: so many of the lower bits of the invocation counter, and a number added to them. */
  invoke_id: v.optional(
    v.strictObject({ add: v.pipe(v.number(), v.integer()), bits: v.optional(v.pipe(v.number(), v.integer()), 32) }),
    { add: 0 },
  ),
  /** The clock of the data-notification, and the one in its body. */
  clock: v.optional(v.tuple([clock, clock]), ["offset", "offset"]),
  /** HDLC addresses: destination and source of one and two, one and four, or two and one octets. */
  addresses: v.optional(v.picklist(["short", "long", "landis-gyr"]), "short"),
  /** General-block-transfer. */
  blocks: v.optional(v.boolean(), false),
  /** Octets of the APDU in the first M-Bus frame. */
  first_frame: v.optional(v.pipe(v.number(), v.integer(), v.maxValue(252)), 245),
  power_factor: v.optional(v.picklist(["u16", "i16"]), "u16"),
  /** Of `obis-scaled`: a structure of its own for each value. */
  nested: v.optional(v.boolean(), false),
  /** Of `positional`: what is optional is left out. */
  without_optional: v.optional(v.boolean(), false),
  /** Of all but `positional`: what is sent, in its order. */
  values: v.optional(v.array(logicalName), []),
  /** Of `dsmr`: the line behind the slash. */
  identification: v.optional(text, "EST5\\253000000_A"),
});

/** The keys of these facts in the schema of a meter's file. */
export const factEntries = {
  operators: v.optional(v.array(text), []),
  products: v.optional(v.array(product), []),
  /** What the operator's letter and portal call the key and, where there is one, the authentication key. */
  keys: v.optional(v.pipe(v.array(sentence), v.maxLength(2)), []),
  socket: v.optional(socket),
  /** `sending`: the meter waits for an acknowledgement of every telegram. */
  reader: v.optional(v.picklist(["listening", "sending"]), "listening"),
  serial: v.optional(v.array(settings), []),
  interval: v.optional(v.array(interval), []),
  sends: v.optional(sentence),
  caveats: v.optional(v.array(sentence), []),
  simulate: v.optional(v.array(virtual), []),
};

export type Socket = v.InferOutput<typeof socket>;
export type VirtualMeterFacts = v.InferOutput<typeof virtual>;
