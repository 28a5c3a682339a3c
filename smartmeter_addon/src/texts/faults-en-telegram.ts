/** From the telegram through its encryption to its content, in English. */
export const telegramFaults = {
  "apdu-unknown": {
    title: "Unknown kind of telegram",
    seen: "A telegram arrived intact, but it is of a kind no known meter sends here.",
    means: "The meter sends something else beside its readings, or a kind of encryption that is new to us.",
    next: "If readings arrive as well, ignore it. If not, send us a capture; it contains no secret.",
  },
  "apdu-length": {
    title: "Telegram has the wrong length",
    seen: "A telegram says it is longer or shorter than what arrived.",
    means: "A piece got lost without the checksum noticing. The telegram is left out.",
    next: "Nothing to do while it is rare. If it happens with every telegram, send us a capture.",
  },
  "block-order": {
    title: "Block of a telegram is missing",
    seen: "A long telegram comes in numbered blocks, and a number was missing or came twice.",
    means: "A block was lost on its way. The telegram is left out; the next one is read as usual.",
    next: "Nothing to do while it is rare. If it goes on, check cable, plug and the seat of the head.",
  },
  "key-missing": {
    title: "The key is missing",
    seen: "Complete telegrams arrive, and they are encrypted.",
    means: "Your meter speaks and the wiring is right. Only the key to its telegrams is not here yet.",
    next: "Get the key of your meter in your grid operator's customer portal and paste it into the options.",
  },
  "key-form": {
    title: "That is not a whole key",
    seen: "What stands in the options as a key has the wrong length or a character that cannot be part of one.",
    means: "Something was lost or added while copying. A key has 32 digits 0-9 and A-F, or 16 characters.",
    next: "Copy the key once more from the portal or letter; the log says which place to look at.",
  },
  "key-wrong": {
    title: "The key does not fit",
    seen: "Telegrams arrive intact, but the key turns them into nonsense. Both fields and every reading of them were tried.",
    means: "The key belongs to another meter, or the operator has handed out a new one.",
    next: "Compare the meter number in the portal with the one on your meter, and copy the key again.",
  },
  "key-repaired": {
    title: "Key tidied up",
    seen: "The key was copied with something around it, such as spaces, quotes or 0x, and that was taken away.",
    means: "It is read without these, and nothing of the key is missing.",
    next: "Nothing to do. You can tidy up the option when you like.",
  },
  "keys-swapped": {
    title: "The two keys are exchanged",
    seen: "The telegrams open with what stands in the field of the authentication key.",
    means: "The two keys stand in each other's place. They are used the right way round already.",
    next: "Exchange the two fields in the options when you have a minute; readings arrive meanwhile.",
  },
  "key-rotated": {
    title: "The key was changed by the operator",
    seen: "The key worked before, and for some time now every telegram stays nonsense.",
    means: "Your grid operator has given the meter a new key, often after an update.",
    next: "Get the new key in the portal. You can put the old one into 'previous key' until the change is through.",
  },
  "key-other-meter": {
    title: "Telegrams of another meter",
    seen: "The telegrams carry the identity of another meter than before, and the key does not open them.",
    means: "The meter was exchanged, or the reader is at the neighbour's meter now.",
    next: "Check where the reader is. After an exchange, get the key of the new meter in the portal.",
  },
  "authentication-key-missing": {
    title: "Second key not given",
    seen: "The telegrams carry a seal that can be checked only with the authentication key (GAK).",
    means: "Readings arrive, but nobody can tell whether they were forged on the line.",
    next: "If your operator gave you two keys, add the second as authentication key. If not, you can leave it.",
  },
  "authentication-key-wrong": {
    title: "Second key does not fit",
    seen: "The telegrams open, but their seal does not match the authentication key.",
    means:
      "The encryption key is right and the authentication key is not; some operators hand out one that never fits.",
    next: "Copy the authentication key again. If it stays like this, remove it; readings arrive in either case.",
  },
  "tag-bad": {
    title: "Seal of a telegram is broken",
    seen: "A telegram opened, but its seal does not match, although earlier ones did.",
    means: "It was damaged on its way or does not come from your meter. It was thrown away.",
    next: "Nothing to do while it is rare. If it goes on, the operator may have changed the authentication key.",
  },
  "data-invalid": {
    title: "Content does not add up",
    seen: "A telegram opened, but its content breaks off or has something left over.",
    means: "A byte was damaged without the checksum noticing. The telegram is left out.",
    next: "Nothing to do while it is rare. If it happens with every telegram, send us a capture.",
  },
  "layout-unknown": {
    title: "A meter we have not met yet",
    seen: "The telegram opens fine, but the order of its values is not known; the message shows its pattern.",
    means: "Guessing could put wrong values into your statistics for ever, so nothing is guessed.",
    next: "Send us a capture (it contains no secret), or describe the order in a small file; the documentation shows how.",
  },
  "value-invalid": {
    title: "A value makes no sense",
    seen: "A value came with a unit or a form that does not belong to it.",
    means: "The telegram was damaged, or the meter describes this value in a way we do not know.",
    next: "Nothing to do while it is rare. If it happens with every telegram, send us a capture.",
  },
  "time-invalid": {
    title: "Not a real date",
    seen: "The meter's time in a telegram is no date of the calendar.",
    means: "The telegram was damaged, or the meter's clock was never set.",
    next: "Nothing to do while it is rare. If it stays, tell your grid operator that the clock is not set.",
  },
  "clocks-disagree": {
    title: "Telegram contradicts itself",
    seen: "A telegram carries the time twice, and the two are more than a few seconds apart.",
    means: "That is a sign of damage or of tampering, so the telegram was thrown away.",
    next: "Nothing to do while it is rare. If it happens with every telegram, send us a capture.",
  },
} as const;
