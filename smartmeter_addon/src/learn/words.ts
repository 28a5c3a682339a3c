/** What the learner of lists says; questions stand in the file above their element. */
import { createSpeaker } from "../language/message.ts";

const en = {
  intro:
    "A first draft for your meter, from {telegrams} telegrams: {certain} of {elements} elements are certain, {confirmable} more have an answer that the display confirms, the others are questions. Answer what you can, save it as my-meter.yaml in the folder of your own definitions ('definitions'), and compare the values with the display. Nothing is published from it before that.",
  head: "Draft from {telegrams} telegrams. Please compare every value with the meter's display.",
  title: "My meter",
  together:
    "The answers in brackets below hang together: if the display shows ten times as much, add 1 to the scaler of each (none means 0); if it shows a tenth, take 1 off. The digits alone cannot tell.",
  element: "Element {number}",
  compared: "{label}, now {value}: does the display show {shown}? ({answer})",
  hanging:
    "{label}, now {value}: {shown}, if the display shows {others}; ten times that if it shows ten times as much. ({answer})",
  named:
    "{code}, now {value}: by its name in {unit}, but the number cannot tell how many decimals it has. If the display shows {shown} {unit}, write unit: {unit}, scaler: {scaler} behind the name; if it shows ten times as much, one more; a tenth, one less.",
  nothing: "{code} is 0: it has to be something else before anybody can say how many decimals it has.",
  float:
    "The list has no names, and element {number} is a floating-point number: a file cannot describe that yet. Please send us a capture.",
  once: "Element {number}, now {value}: too few telegrams to say what it is. Which line of the display shows it?",
  register:
    'Element {number}, now {value}: an energy that counts what element {other} says. Import (obis: "1-0:1.8.0"), export ("1-0:2.8.0") or reactive? With unit: Wh, scaler: {scaler} if element {other} is in W; the display knows.',
  power:
    'Element {number}, now {value}: the power that element {other} counts. Import (obis: "1-0:1.7.0") or export ("1-0:2.7.0")? With unit: W.',
  voltage:
    'Element {number}, now {value}: stays where a voltage would, which nothing else bears out yet. If the display shows {shown} V: obis: "{code}", unit: V, scaler: {scaler}.',
  rises:
    'Element {number}, now {value}: only ever rises, so it may be an energy. Is it on the display? (obis: "1-0:1.8.0", unit: Wh)',
  still:
    "Element {number}, always {value}: it stood still, so nothing can be said. Which line of the display shows it?",
  moves:
    "Element {number}, now {value}: goes up and down, perhaps a power, a voltage or a current. Is it on the display?",
  text: 'Element {number} is a text. Is it the number on the meter? Then: obis: "0-0:96.1.0"',
  tried: "Tried on what was heard: {count} of {telegrams} telegrams can be read with it. The last one: {values}.",
  noValues: "It names no value yet: answer a question above first.",
  more: "Listening longer answers more: an hour ('smartmeter doctor --seconds 3600') in which you once draw power and once feed in is best.",
} as const;

const de: Readonly<Record<keyof typeof en, string>> = {
  intro:
    "Ein erster Entwurf für deinen Zähler, aus {telegrams} Telegrammen: {certain} von {elements} Elementen sind sicher, {confirmable} weitere haben eine Antwort, die die Anzeige bestätigt, die anderen sind Fragen. Beantworte, was du kannst, speichere ihn als my-meter.yaml im Ordner deiner eigenen Zählerbeschreibungen ('definitions') und vergleich die Werte mit der Anzeige. Vorher wird daraus nichts veröffentlicht.",
  head: "Entwurf aus {telegrams} Telegrammen. Bitte jeden Wert mit der Anzeige des Zählers vergleichen.",
  title: "Mein Zähler",
  together:
    "Die Antworten in Klammern hier hängen zusammen: Zeigt der Zähler zehnmal so viel, kommt bei jeder 1 zum scaler dazu (keiner heißt 0); zeigt er ein Zehntel, kommt 1 weg. Aus den Ziffern allein lässt sich das nicht sagen.",
  element: "Element {number}",
  compared: "{label}, jetzt {value}: Zeigt der Zähler {shown}? ({answer})",
  hanging:
    "{label}, jetzt {value}: {shown}, wenn der Zähler {others} zeigt; zehnmal so viel, wenn er zehnmal so viel zeigt. ({answer})",
  named:
    "{code}, jetzt {value}: dem Namen nach in {unit}, aber wie viele Kommastellen es hat, sagt die Zahl nicht. Zeigt der Zähler {shown} {unit}, schreib unit: {unit}, scaler: {scaler} hinter den Namen; zeigt er zehnmal so viel, eins mehr; ein Zehntel, eins weniger.",
  nothing: "{code} ist 0: Erst wenn es etwas anderes ist, lässt sich sagen, wie viele Kommastellen es hat.",
  float:
    "Die Liste hat keine Namen, und Element {number} ist eine Gleitkommazahl: Das kann eine Datei noch nicht beschreiben. Bitte schick uns einen Mitschnitt.",
  once: "Element {number}, jetzt {value}: Für eine Antwort sind es zu wenige Telegramme. In welcher Zeile der Anzeige steht das?",
  register:
    'Element {number}, jetzt {value}: eine Energie, die zählt, was Element {other} sagt. Bezug (obis: "1-0:1.8.0"), Einspeisung ("1-0:2.8.0") oder Blindenergie? Mit unit: Wh, scaler: {scaler}, wenn Element {other} in W ist; die Anzeige weiß es.',
  power:
    'Element {number}, jetzt {value}: die Leistung, die Element {other} zählt. Bezug (obis: "1-0:1.7.0") oder Einspeisung ("1-0:2.7.0")? Mit unit: W.',
  voltage:
    'Element {number}, jetzt {value}: bleibt, wo eine Spannung bliebe; sonst bestätigt das noch nichts. Zeigt der Zähler {shown} V: obis: "{code}", unit: V, scaler: {scaler}.',
  rises:
    'Element {number}, jetzt {value}: steigt immer nur, vielleicht eine Energie. Steht es auf der Anzeige? (obis: "1-0:1.8.0", unit: Wh)',
  still:
    "Element {number}, immer {value}: hat sich nicht bewegt, darum lässt sich nichts sagen. In welcher Zeile der Anzeige steht das?",
  moves:
    "Element {number}, jetzt {value}: geht auf und ab, vielleicht Leistung, Spannung oder Strom. Steht es auf der Anzeige?",
  text: 'Element {number} ist ein Text. Ist es die Nummer auf dem Zähler? Dann: obis: "0-0:96.1.0"',
  tried: "An den gehörten Telegrammen probiert: {count} von {telegrams} lassen sich damit lesen. Das letzte: {values}.",
  noValues: "Er benennt noch keinen Wert: Beantworte oben zuerst eine Frage.",
  more: "Länger zuhören beantwortet mehr: am besten eine Stunde ('smartmeter doctor --seconds 3600'), in der du einmal Strom beziehst und einmal einspeist.",
};

export const learnSays = createSpeaker({ en, de });
