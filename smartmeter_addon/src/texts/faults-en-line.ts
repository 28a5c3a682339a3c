/** From the port to the frame, in English: what was seen, what it means, what to do next. */
export const lineFaults = {
  "port-missing": {
    title: "No reader found",
    seen: "The port of your reader is not there. The message says what was looked for and what there is.",
    means:
      "The reader is not plugged in, has another name now, or a virtual machine or container does not hand it through.",
    next: "Plug it in, or hand its USB device through to Home Assistant. If a port is chosen in the options, compare it with the message. The search goes on.",
  },
  "port-ambiguous": {
    title: "Several ports to choose from",
    seen: "More than one port could be your reader, and none of them says clearly that it is one.",
    means: "Opening the wrong one could disturb another device, so nothing was opened.",
    next: "Choose the port in the options. The log lists the names; pull the reader out and see which one goes.",
  },
  "port-busy": {
    title: "Port is in use",
    seen: "Somebody else uses the port of your reader already; the message says who.",
    means: "A serial port can serve only one at a time. Often it is an older meter app or a Zigbee app.",
    next: "Stop the other program or choose another port. As soon as the port is free, reading starts by itself.",
  },
  "port-denied": {
    title: "No permission for the port",
    seen: "The system refused to open the port of your reader.",
    means: "This program runs as a user who may not use serial ports.",
    next: "Add that user to the group dialout and start again. In the Home Assistant app, please report it to us.",
  },
  "port-lost": {
    title: "Reader was pulled out",
    seen: "The port was there and then vanished.",
    means: "The reader was unplugged, has a loose contact, or its USB hub lost power for a moment.",
    next: "Plug it in again; any socket will do, it is found by its name. If it happens often, try another cable or hub.",
  },
  "port-failed": {
    title: "Port does not open",
    seen: "Opening the port ended with an error that is none of the usual ones; the message names it.",
    means: "The reader's driver or its USB connection has a problem.",
    next: "Unplug the reader, wait ten seconds and plug it in again. If that does not help, restart the machine.",
  },
  "host-unreachable": {
    title: "Network reader does not answer",
    seen: "No connection to the network address of your reader came about, or it broke off.",
    means: "The device is off, has another address now, serves someone else, or a firewall is in between.",
    next: "Check that it is powered, and compare address and port with the options. It is tried again all the time.",
  },
  "line-silent": {
    title: "Meter says nothing",
    seen: "The port is open, but not a single byte came.",
    means:
      "Most often the customer interface is still switched off, or the reader does not sit where the meter speaks.",
    next: "Have the customer interface switched on in your grid operator's portal, then check plug, pins or the seat of the head.",
  },
  "no-frame": {
    title: "Bytes, but no telegram",
    seen: "Bytes arrive, but no telegram could be made out in them with any setting.",
    means: "The signal is damaged on its way, or something other than an electricity meter is speaking.",
    next: "Turn and centre the head, shorten the cable, and check that the reader suits your meter's socket.",
  },
  "parity-suspect": {
    title: "Parity looks wrong",
    seen: "Telegrams begin as they should, and then do not go on in the right way.",
    means:
      "That is what a wrong parity does. It is the check bit behind each byte, and meter and port have to agree on it.",
    next: "Leave the option 'serial' empty, so that the right setting is searched, or set it to 2400 8E1.",
  },
  "speed-suspect": {
    title: "Speed looks wrong",
    seen: "The bytes carry the pattern of a port that listens too fast or too slowly.",
    means: "Meter and port do not run at the same speed (baud).",
    next: "Leave the option 'serial' empty, so that the right speed is searched. For a network reader set it there.",
  },
  "inverted-suspect": {
    title: "Signal looks upside down",
    seen: "The bytes look as if ones and zeros were exchanged.",
    means: "The P1 socket sends an inverted signal, and your cable does not turn it round.",
    next: "Use a P1 cable with an inverter inside; most are sold for Dutch and Belgian meters.",
  },
  "foreign-sml": {
    title: "A German meter (SML)",
    seen: "The meter speaks SML, the language of electricity meters in Germany.",
    means: "That is a good signal, but another language than the Austrian one this app reads.",
    next: "Check that the head sits on the operator's smart meter and not on a sub-meter or an inverter's meter.",
  },
  "foreign-iec62056-21": {
    title: "Meter speaks its old text protocol",
    seen: "Readable text of the older reading protocol (IEC 62056-21) arrives.",
    means: "The customer interface is not switched on yet, or the head sits on an older meter.",
    next: "Ask your grid operator to switch the customer interface on, and check that the head is on the smart meter.",
  },
  "foreign-dsmr": {
    title: "Damaged plain P1 text",
    seen: "Unencrypted P1 text arrives, but none of it has passed its check so far.",
    means: "Dutch and Belgian meters and some adapters send it; bytes get lost on the way to this machine.",
    next: "Shorten the cable and try another adapter. Complete telegrams are read without any key.",
  },
  "foreign-wmbus": {
    title: "A wireless M-Bus receiver",
    seen: "Radio telegrams of water, heat or electricity meters arrive (wireless M-Bus).",
    means: "This port belongs to a radio receiver and not to the wired interface of your meter.",
    next: "Choose the port of your meter's reader in the options.",
  },
  "octets-skipped": {
    title: "Bytes skipped",
    seen: "Some bytes between the telegrams belong to no telegram.",
    means: "A telegram was joined in the middle, or a disturbance was on the line.",
    next: "Nothing to do while it is rare. If it goes on, check cable and seat of the head.",
  },
  "frame-damaged": {
    title: "Telegrams arrive damaged",
    seen: "Telegrams arrive whose checksum does not match their content.",
    means: "The signal loses bits on its way. Nothing of a damaged telegram is used, so no wrong value gets through.",
    next: "Turn the head a little or press it on, shorten the cable, and keep it away from power lines.",
  },
  "frame-incomplete": {
    title: "Telegram broke off",
    seen: "A telegram began and did not come to its end.",
    means: "Bytes got lost, or the meter was interrupted. It is left out; the next one is read as usual.",
    next: "Nothing to do while it is rare. If it goes on, check cable, plug and the seat of the head.",
  },
  "segment-order": {
    title: "Part of a telegram is missing",
    seen: "A telegram comes in several parts, and one of them was missing or out of order.",
    means: "A part was lost on its way. The telegram is left out; the next one is read as usual.",
    next: "Nothing to do while it is rare. If it goes on, check cable, plug and the seat of the head.",
  },
  "framing-changed": {
    title: "Meter changed its way of speaking",
    seen: "The telegrams are wrapped in another way than before.",
    means: "The operator has updated or exchanged the meter. Reading goes on in the new way.",
    next: "Nothing to do. If values are missing since then, send us a capture; it contains no secret.",
  },
} as const;
