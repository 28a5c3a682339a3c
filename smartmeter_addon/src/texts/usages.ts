/** How each command is called, as `--help` and wrong use show it. `{name}` is filled in by the command. */
import type { Sentence } from "../language/language.ts";

export const usages = {
  run: {
    en: `usage: smartmeter run [--config FILE.yaml] [--key-file FILE] [--language de|en] [--show-plaintext]

Reads the configured meters and publishes what they send, until it is stopped. Options come from the app's
form, from FILE, and above both from SMARTMETER_* variables. A key alone (SMARTMETER_KEY) is enough.
--show-plaintext writes every decrypted telegram to the log, with the meter's number and all its values.
`,
    de: `Aufruf: smartmeter run [--config DATEI.yaml] [--key-file DATEI] [--language de|en] [--show-plaintext]

Liest die Zähler der Konfiguration und veröffentlicht, was sie sagen, bis man es beendet. Die Optionen kommen aus dem
Formular der App, aus DATEI und, über beidem, aus Variablen SMARTMETER_*. Ein Schlüssel allein (SMARTMETER_KEY) genügt.
--show-plaintext schreibt jedes entschlüsselte Telegramm ins Protokoll: mit Zählernummer und allen Werten.
`,
  },
  ports: {
    en: `usage: smartmeter ports [--json] [--language de|en]

Lists this machine's serial ports: their stable names, what is plugged in, and which one would be used.
`,
    de: `Aufruf: smartmeter ports [--json] [--language de|en]

Zeigt die seriellen Anschlüsse dieses Rechners: die Namen, die gleich bleiben, was daran hängt, und welcher genommen würde.
`,
  },
  doctor: {
    en: `usage: smartmeter doctor [--port P] [--reader-key K] [--key K | --key-file FILE]
                        [--authentication-key K] [--serial "2400 8E1"] [--config FILE] [--meter N] [--seconds N] [--language de|en]

Checks one meter from the port to its values, and the broker if the configuration has one; ends with a
verdict. Without flags it takes the configured meter. For a list nobody knows it drafts a definition, the better the longer
it listens. Exit 0: all is well; 1: it is not; 2: wrong use.
`,
    de: `Aufruf: smartmeter doctor [--port P] [--reader-key K] [--key K | --key-file DATEI]
                          [--authentication-key K] [--serial "2400 8E1"] [--config DATEI] [--meter N] [--seconds N] [--language de|en]

Untersucht einen Zähler vom Anschluss bis zu seinen Werten, und den Broker, wenn einer in der Konfiguration steht; am Ende
steht ein Urteil. Ohne Angaben wird der Zähler der Konfiguration genommen. Für einen unbekannten Zähler entsteht ein Entwurf, der
ihn beschreibt, umso besser, je länger es zuhört. Ende mit 0: alles in Ordnung; 1: nicht; 2: falscher Aufruf.
`,
  },
  decode: {
    en: `usage: smartmeter decode [--key K | --key-file FILE] [--authentication-key K] [--json] [--unchecked]
                         [--show-plaintext] [--language de|en] FILE|-

Decodes recorded bytes: raw, or as text in any form (hex dump, log, array, base64 …). The key can also be in SMARTMETER_KEY.
--show-plaintext also prints every telegram decrypted, with the meter's number and all its values.
`,
    de: `Aufruf: smartmeter decode [--key K | --key-file DATEI] [--authentication-key K] [--json] [--unchecked]
                          [--show-plaintext] [--language de|en] DATEI|-

Decodiert aufgezeichnete Bytes: roh oder als Text in jeder Form (Hex-Dump, Protokoll, Array, Base64 …). Der Schlüssel kann
auch in SMARTMETER_KEY stehen.
--show-plaintext zeigt auch jedes Telegramm entschlüsselt: mit Zählernummer und allen Werten.
`,
  },
  explain: {
    en: `usage: smartmeter explain [--key K | --key-file FILE] [--authentication-key K] [--json] [--language de|en] FILE|-

Walks through recorded telegrams byte by byte: what each field is called, what it says, what it means, which
standard defines it, and whether it changes. With --json, one object per telegram. The key can also be in
SMARTMETER_KEY. For a list nobody knows it drafts a definition.
`,
    de: `Aufruf: smartmeter explain [--key K | --key-file DATEI] [--authentication-key K] [--json] [--language de|en] DATEI|-

Geht aufgezeichnete Telegramme Byte für Byte durch: wie jedes Feld heißt, was darin steht, was es bedeutet, welche Norm es
festlegt und ob es sich ändert. Mit --json ein Objekt je Telegramm. Der Schlüssel kann auch in SMARTMETER_KEY stehen.
Für einen unbekannten Zähler entsteht ein Entwurf, der ihn beschreibt.
`,
  },
  quarters: {
    en: `usage: smartmeter quarters [--key K | --key-file FILE] [--authentication-key K] [--window MINUTES]
                           [--meter ID] [--time-zone ZONE] [--language de|en] FILE|-

Prints the quarter hours of a recording as CSV: start;end;import_wh;export_wh;quality, by the meter's clock. "complete"
was heard around both ends, "estimated" lacks telegrams there, "missing" has no registers before or after it.
--window    minutes instead of 15: {windows}
--meter     which meter, if the recording holds several
--time-zone where the meter is, if not {zone}
`,
    de: `Aufruf: smartmeter quarters [--key K | --key-file DATEI] [--authentication-key K] [--window MINUTEN]
                            [--meter ID] [--time-zone ZONE] [--language de|en] DATEI|-

Gibt die Viertelstunden einer Aufzeichnung als CSV aus: start;end;import_wh;export_wh;quality. Es gilt die Uhr des Zählers.
„complete“ wurde rund um beide Enden gehört, bei „estimated“ fehlen dort Telegramme, bei „missing“ fehlen die Zählerstände
davor oder danach.
--window    Minuten statt 15: {windows}
--meter     welcher Zähler, wenn die Aufzeichnung mehrere hat
--time-zone wo der Zähler hängt, wenn nicht in {zone}
`,
  },
  compare: {
    en: `usage: smartmeter compare [--data FOLDER | --quarters FILE] [--meter ID] [--time-zone ZONE]
                          [--language de|en] [--json] FILE

Compares the quarter hours in FILE, a CSV from your grid operator's portal, with your own. Nothing leaves
this machine.
--data      the data folder of "run"; without it SMARTMETER_DATA, or /data in the app
--quarters  quarter hours as "smartmeter quarters" prints them, instead of the data folder
--meter     which meter, if the folder holds several
--json      every window as JSON
`,
    de: `Aufruf: smartmeter compare [--data ORDNER | --quarters DATEI] [--meter ID] [--time-zone ZONE]
                           [--language de|en] [--json] DATEI

Vergleicht die Viertelstunden in DATEI, einer CSV aus dem Portal deines Netzbetreibers, mit den hier gelesenen. Nichts
verlässt diesen Rechner.
--data      der Datenordner von „run“; sonst SMARTMETER_DATA, oder /data in der App
--quarters  statt des Datenordners Viertelstunden, wie „smartmeter quarters“ sie ausgibt
--meter     welcher Zähler, wenn der Ordner mehrere hat
--json      jedes Fenster als JSON
`,
  },
  capture: {
    en: `usage: smartmeter capture [--port P] [--key K | --key-file FILE] [--authentication-key K] [--serial "2400 8E1"]
                         [--seconds N] [--language de|en] --out FILE

Records what the meter sends, safe to share: every telegram is resealed under a public key, and meter number, system
title and device name are replaced. decode, explain and run read it. Exit 0: telegrams were recorded; 1: none; 2: wrong use.
`,
    de: `Aufruf: smartmeter capture [--port P] [--key K | --key-file DATEI] [--authentication-key K] [--serial "2400 8E1"]
                           [--seconds N] [--language de|en] --out DATEI

Zeichnet so auf, was der Zähler sagt, dass man es weitergeben kann: Jedes Telegramm wird mit einem öffentlichen Schlüssel
neu verschlüsselt, Zählernummer, System Title und Gerätename werden ersetzt. decode, explain und run lesen es. Ende mit
0: Telegramme wurden aufgezeichnet; 1: keine; 2: falscher Aufruf.
`,
  },
  simulate: {
    en: `usage: smartmeter simulate --meter ID [options] (--tcp PORT | --serial PATH | --stdout)
       smartmeter simulate --list

A virtual meter in a plausible household, on a TCP port of this machine, on a serial port or on standard output.

  --meter ID                which meter; --list shows them
  --tcp PORT                serve clients of 127.0.0.1:PORT; 0 takes any free port and names it
  --serial PATH             send over a serial port or pseudo-terminal
  --stdout                  write bytes to standard output
  --key K                   encryption key; without it the public test key
  --authentication-key K    authentication key; without it the public test key
  --interval S              seconds between two telegrams; without it the meter's own
  --search-interval S       seconds between two searches of a meter that waits for an answer (AMIS); without it a minute
  --count N                 stop after N telegrams; on standard output without pauses then, unless with --interval
  --seed N                  a different household and serial number

The public test keys are 000102030405060708090A0B0C0D0E0F and D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF.
`,
    de: `Aufruf: smartmeter simulate --meter ID [Optionen] (--tcp PORT | --serial PFAD | --stdout)
        smartmeter simulate --list

Ein virtueller Zähler in einem glaubhaften Haushalt: an einem TCP-Port dieses Rechners, an einem seriellen Anschluss oder auf
der Standardausgabe.

  --meter ID                welcher Zähler; --list zeigt sie
  --tcp PORT                für Programme an 127.0.0.1:PORT; 0 nimmt einen freien Port und nennt ihn
  --serial PFAD             an einen seriellen Anschluss oder ein Pseudoterminal senden
  --stdout                  Bytes auf die Standardausgabe schreiben
  --key K                   Schlüssel; sonst der öffentliche Testschlüssel
  --authentication-key K    Authentifizierungsschlüssel; sonst der öffentliche Testschlüssel
  --interval S              Sekunden zwischen zwei Telegrammen; sonst so, wie der Zähler es hält
  --search-interval S       Sekunden zwischen zwei Suchen eines Zählers, der auf Antwort wartet (AMIS); sonst eine Minute
  --count N                 nach N Telegrammen aufhören; auf der Standardausgabe dann ohne Pausen, außer mit --interval
  --seed N                  ein anderer Haushalt und eine andere Seriennummer

Die öffentlichen Testschlüssel sind 000102030405060708090A0B0C0D0E0F und D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF.
`,
  },
  "check-config": {
    en: `usage: smartmeter check-config [--config FILE.yaml] [--key-file FILE] [--language de|en]

Reads the configuration as "run" does, from FILE or the app's form and from SMARTMETER_* variables, and says what is
wrong with it or what would run. Nothing is opened, and no key is shown.
`,
    de: `Aufruf: smartmeter check-config [--config DATEI.yaml] [--key-file DATEI] [--language de|en]

Liest die Konfiguration wie "run", aus DATEI oder dem Formular der App und aus Variablen SMARTMETER_*, und sagt, was
daran nicht stimmt oder was laufen würde. Nichts wird geöffnet und kein Schlüssel gezeigt.
`,
  },
  "import-config": {
    en: `usage: smartmeter import-config [--keep-entities] [--output FILE.yaml] [--language de|en] FILE [FILE]

Turns another program's configuration into one for this program, with a remark on every line:
options of smartmeter_homeassistant_burgenland (JSON or YAML), config.yaml and data_format.yaml of smartmeterreader,
the environment of evn-kaifa-ma309 (NAME=value lines or a compose file), and an ESPHome board with dlms_meter (give
its secrets.yaml as the second file).

  --keep-entities  new entities in Home Assistant take the ids of the old ones, so history and statistics continue
  --output FILE    write there, readable by you only, instead of to standard output

The result holds your key: treat it like a password.
`,
    de: `Aufruf: smartmeter import-config [--keep-entities] [--output DATEI.yaml] [--language de|en] DATEI [DATEI]

Liest die Konfiguration eines anderen Programms und schreibt sie als eine für dieses, mit einer Bemerkung in jeder Zeile:
Optionen von smartmeter_homeassistant_burgenland (JSON oder YAML), config.yaml und data_format.yaml von smartmeterreader, die
Umgebung von evn-kaifa-ma309 (Zeilen NAME=Wert oder eine Compose-Datei) und ein ESPHome-Gerät mit dlms_meter (seine
secrets.yaml als zweite Datei).

  --keep-entities  neue Entitäten in Home Assistant bekommen die IDs der alten, damit Verlauf und Statistik weitergehen
  --output DATEI   dorthin schreiben, nur für dich lesbar, statt auf die Standardausgabe

Im Ergebnis steht dein Schlüssel: Behandle es wie ein Passwort.
`,
  },
  "hash-password": {
    en: `usage: smartmeter hash-password [--language de|en] < FILE

Reads a password from standard input and prints its hash, for "password" in the "web" section of a configuration file.
`,
    de: `Aufruf: smartmeter hash-password [--language de|en] < DATEI

Liest ein Passwort von der Standardeingabe und gibt seinen Hash aus, für „password“ im Abschnitt „web“ einer Konfigurationsdatei.
`,
  },
} as const satisfies Readonly<Record<string, Sentence>>;
