/** What the readings themselves tell, the program, the broker and further outputs, in English. */
export const programFaults = {
  duplicate: {
    title: "Telegram came twice",
    seen: "The same telegram arrived once more.",
    means: "A network reader or the meter repeated it. It counts only once.",
    next: "Nothing to do.",
  },
  "counter-backwards": {
    title: "Telegram counter went back",
    seen: "Every telegram has a running number, and this one is lower than the last.",
    means: "An old telegram was played again, or the meter was reset or exchanged.",
    next: "Nothing to do if it happens once. If it goes on, see who else can write to this line.",
  },
  "telegrams-lost": {
    title: "Some telegrams were lost",
    seen: "The running number of the telegrams has a gap.",
    means: "Some did not get here. The meter readings stay right, because each telegram carries them in full.",
    next: "Nothing to do below a few percent. Above that, turn the head a little or check the cable.",
  },
  "meter-changed": {
    title: "Another meter",
    seen: "The telegrams open, but meter number or identity are different from before.",
    means: "The operator has exchanged your meter, or the reader was moved to another one.",
    next: "After an exchange nothing is to be done: the new meter appears as a new device, the old one keeps its history.",
  },
  "clock-set": {
    title: "Meter's clock was set",
    seen: "The meter's time made a jump: to or from summer time, or because the operator set it.",
    means: "That is normal. It was confirmed by the telegram after it.",
    next: "Nothing to do.",
  },
  "clock-off": {
    title: "Clocks differ",
    seen: "The meter's time and the time of this machine are more than five minutes apart.",
    means: "One of the two clocks is wrong; quarter hours are billed by the meter's clock.",
    next: "Check the time of this machine first. If it is right, tell your grid operator about the meter's clock.",
  },
  "structure-changed": {
    title: "Telegram has a new shape",
    seen: "The telegram carries other values than before, or in another order.",
    means: "The operator has changed what the meter sends. The new shape was confirmed by a second telegram.",
    next: "Look whether all the values you use still arrive. New ones appear by themselves.",
  },
  implausible: {
    title: "Unlikely values held back",
    seen: "A telegram carried values that do not follow from the ones before.",
    means:
      "A damaged telegram can look intact. It is kept back until the next one decides, so your statistics stay clean.",
    next: "Nothing to do. If it happens often, check cable and seat of the head.",
  },
  "layout-unconfirmed": {
    title: "You are the first with this meter",
    seen: "The telegrams fit a printed description of this meter, but no real recording has confirmed it yet.",
    means: "The values are very probably right. Compare them with the meter's display once.",
    next: "Please send us a capture; it contains no secret and helps everyone with this meter.",
  },
  "state-damaged": {
    title: "Memory file was damaged",
    seen: "The file with the last readings could not be read. It was set aside.",
    means: "Usually the power failed while it was written. Only the comparison with earlier readings starts anew.",
    next: "Nothing to do. If it happens again, check the disk or memory card.",
  },
  "state-unwritable": {
    title: "Memory file cannot be written",
    seen: "The last readings cannot be saved.",
    means: "The disk is full or cannot be written to. Readings go on; after a restart the search begins from scratch.",
    next: "Free some space on the disk, or check that it is not write-protected.",
  },
  "option-invalid": {
    title: "A setting does not fit",
    seen: "One of the options has a value that cannot be used; the message names it and says what is expected.",
    means: "Without it the program does not know what you want, so it does not guess.",
    next: "Correct that option and start again.",
  },
  "internal-error": {
    title: "Our mistake",
    seen: "The program came across something it should have been able to deal with.",
    means: "That one telegram is left out; everything else goes on. The mistake is ours, not yours.",
    next: "Please send us the log and a capture; neither contains a secret.",
  },
  "broker-missing": {
    title: "No broker found",
    seen: "Home Assistant has no MQTT broker; that is the mailbox through which the values get to it.",
    means: "Readings arrive here, but have no way to Home Assistant.",
    next: "Install the app Mosquitto broker from the app store, or enter the address of your own broker.",
  },
  "broker-unreachable": {
    title: "Broker does not answer",
    seen: "No connection to the MQTT broker, the mailbox for the values, came about.",
    means: "It is stopped, is starting right now, or the address is not right.",
    next: "Check that the broker runs and that the address fits. It is tried again all the time.",
  },
  "broker-refused": {
    title: "Broker says no",
    seen: "The MQTT broker, the mailbox for the values, answered and refused the login.",
    means: "User name or password are not right, or that user may not write there.",
    next: "Compare user name and password with the broker's. With Home Assistant's own broker leave both empty.",
  },
  "broker-tls": {
    title: "Broker's certificate does not fit",
    seen: "The secured connection to the MQTT broker did not come about; the message gives the reason.",
    means: "Its certificate is unknown here, has run out, or belongs to another name.",
    next: "Give the certificate of your own authority in the option 'ca', and use the name the certificate was made for.",
  },
  "supervisor-refused": {
    title: "Home Assistant gives no access",
    seen: "The Supervisor, the part of Home Assistant that runs the apps, did not give out the broker's access.",
    means: "It is still starting, or this app lacks the right to ask.",
    next: "Wait a minute. If it stays, restart the app, or enter the broker by hand.",
  },
  "output-failed": {
    title: "An output has trouble",
    seen: "One of the further outputs, such as a database or a file, did not take the values; the message says which.",
    means: "Home Assistant is not affected. The values wait for a while and the oldest are dropped then.",
    next: "Check address, access and space of that output. It is tried again by itself.",
  },
  "output-port-failed": {
    title: "An output's port is taken",
    seen: "Prometheus or the tee could not listen at the address and port that the options give; the message says which.",
    means: "Another program listens there, or this machine has no such address. Meters and all other outputs go on.",
    next: "Give that output another 'port' (or 'host'), or end the other program. It is tried again by itself.",
  },
} as const;
