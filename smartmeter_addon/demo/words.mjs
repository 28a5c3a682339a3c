// What the demo says, in the language of the terminal.
const isGerman = /^de/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "");

export const locale = isGerman ? "de-AT" : "en-GB";

const en = {
  help: "script/demo --help says more.",
  interval: (text) => `The interval "${text}" is no number of seconds.`,
  count: (text) => `"${text}" is no number of telegrams.`,
  noMeter: (id) => `There is no meter "${id}"; script/smartmeter simulate --list shows them all.`,
  page: (address) => `The page: ${address}`,
  broker: (port) => `The broker: 127.0.0.1:${port}, for example mosquitto_sub -p ${port} -v -t 'smartmeter/#'`,
  device: (name, entities) => `Home Assistant would now have the device "${name}" with ${entities} entities.`,
  program: (state) => `The program is ${state}.`,
  meter: (state) => `The meter is ${state}.`,
  theMeter: "the simulated meter",
  theProgram: "the program",
  ended: (name, code) => `${name} ended with code ${code}.`,
  ending: "Ending.",
  done: "That is what the demo was asked for.",
  import: "import",
  export: "export",
  in: "in",
  out: "out",
  published: (count) => `published ${count}×`,
};

const de = {
  help: "Mehr sagt script/demo --help.",
  interval: (text) => `Der Abstand „${text}“ ist keine Zahl von Sekunden.`,
  count: (text) => `„${text}“ ist keine Zahl von Telegrammen.`,
  noMeter: (id) => `Einen Zähler „${id}“ gibt es nicht; script/smartmeter simulate --list zeigt alle.`,
  page: (address) => `Die Seite: ${address}`,
  broker: (port) => `Der Broker: 127.0.0.1:${port}, etwa mosquitto_sub -p ${port} -v -t 'smartmeter/#'`,
  device: (name, entities) => `Home Assistant hätte jetzt das Gerät „${name}“ mit ${entities} Entitäten.`,
  program: (state) => `Das Programm ist ${state}.`,
  meter: (state) => `Der Zähler ist ${state}.`,
  theMeter: "der simulierte Zähler",
  theProgram: "das Programm",
  ended: (name, code) => `${name} hat mit Code ${code} geendet.`,
  ending: "Wird beendet.",
  done: "Das war, was die Demo zeigen sollte.",
  import: "Bezug",
  export: "Einspeisung",
  in: "bezogen",
  out: "eingespeist",
  published: (count) => `${count}× veröffentlicht`,
};

export const words = isGerman ? de : en;
