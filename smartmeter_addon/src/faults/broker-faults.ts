/** The way to the MQTT broker and its door: address, login, TLS, version, client id. */
import type { FaultRow } from "./fault-row.ts";

/** Of any connection whose options name a file with certificates. */
export const unreadableCertificate = {
  en: "The certificate file {path} cannot be read: {reason}.",
  de: "Die Zertifikatsdatei {path} lässt sich nicht lesen: {reason}.",
} as const;

export const brokerFaults = {
  "broker-missing": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "No broker found", de: "Kein Broker gefunden" },
    seen: {
      en: "Home Assistant has no MQTT broker; that is the mailbox that brings it the values.",
      de: "Home Assistant hat keinen MQTT-Broker; das ist der Briefkasten, über den die Werte zu ihm kommen.",
    },
    here: {
      unnamed: {
        en: "The options name no MQTT broker, and there is no Home Assistant to ask for one.",
        de: "In den Optionen steht kein MQTT-Broker, und es ist kein Home Assistant da, der einen kennt.",
      },
      none: { en: "Home Assistant has no MQTT broker running.", de: "In Home Assistant läuft kein MQTT-Broker." },
      silent: {
        en: "Home Assistant does not say where its MQTT broker is.",
        de: "Home Assistant sagt nicht, wo sein MQTT-Broker ist.",
      },
    },
    means: {
      en: "Readings arrive here but can't get to Home Assistant.",
      de: "Die Werte kommen hier an, finden aber nicht zu Home Assistant.",
    },
    next: {
      en: "Install the Mosquitto broker app from the app store, or enter the address of your own broker.",
      de: "Installier die App Mosquitto broker aus dem App-Store, oder gib die Adresse deines eigenen Brokers an.",
    },
  },
  "broker-unreachable": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker does not answer", de: "Broker antwortet nicht" },
    seen: {
      en: "The MQTT broker, the mailbox for the values, cannot be reached.",
      de: "Der MQTT-Broker, der Briefkasten für die Werte, ist nicht erreichbar.",
    },
    here: {
      silent: {
        en: "The MQTT broker at {place} does not answer.",
        de: "Der MQTT-Broker unter {place} antwortet nicht.",
      },
      reason: {
        en: "The MQTT broker at {place} cannot be reached: {reason}.",
        de: "Der MQTT-Broker unter {place} ist nicht erreichbar: {reason}.",
      },
      gone: {
        en: "The connection to the MQTT broker at {place} broke off.",
        de: "Die Verbindung zum MQTT-Broker unter {place} ist abgerissen.",
      },
      unready: {
        en: "The MQTT broker at {place} is not ready (code {reply}).",
        de: "Der MQTT-Broker unter {place} ist nicht bereit (Code {reply}).",
      },
    },
    means: {
      en: "It is not running, is still starting, or the address is wrong.",
      de: "Er läuft nicht, startet gerade erst, oder die Adresse stimmt nicht.",
    },
    next: {
      en: "Check that the broker is running and that the address is right. The program keeps trying.",
      de: "Prüf, ob der Broker läuft und die Adresse stimmt. Es wird laufend neu versucht.",
    },
  },
  "broker-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker says no", de: "Broker sagt Nein" },
    seen: {
      en: "The MQTT broker, the mailbox for the values, answered and refused the login.",
      de: "Der MQTT-Broker, der Briefkasten für die Werte, hat geantwortet und die Anmeldung abgelehnt.",
    },
    here: {
      login: {
        en: "The MQTT broker at {place} does not accept the user name or the password.",
        de: "Der MQTT-Broker unter {place} nimmt Benutzername oder Passwort nicht an.",
      },
      banned: {
        en: "The MQTT broker at {place} has banned this program.",
        de: "Der MQTT-Broker unter {place} hat dieses Programm gesperrt.",
      },
      method: {
        en: "The MQTT broker at {place} wants another kind of login.",
        de: "Der MQTT-Broker unter {place} will eine andere Art der Anmeldung.",
      },
    },
    means: {
      en: "The user name or password is wrong, or that user may not write there.",
      de: "Benutzername oder Passwort stimmen nicht, oder dieser Benutzer darf dort nicht schreiben.",
    },
    next: {
      en: "Compare user name and password with the broker's. For Home Assistant's own broker leave both empty.",
      de: "Vergleich Benutzername und Passwort mit denen des Brokers. Beim Broker von Home Assistant lass beide leer.",
    },
  },
  "broker-tls": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker's certificate does not fit", de: "Zertifikat des Brokers passt nicht" },
    seen: {
      en: "The secure connection to the MQTT broker could not be made.",
      de: "Die gesicherte Verbindung zum MQTT-Broker kam nicht zustande.",
    },
    here: {
      reason: {
        en: "There is no trusted connection to the MQTT broker at {place}: {reason}.",
        de: "Zum MQTT-Broker unter {place} gibt es keine vertrauenswürdige Verbindung: {reason}.",
      },
      file: unreadableCertificate,
    },
    means: {
      en: "Its certificate is not known here, has expired, or was made for another name.",
      de: "Sein Zertifikat ist hier unbekannt, abgelaufen oder gehört zu einem anderen Namen.",
    },
    next: {
      en: "Set the option 'ca' to the certificate of your own authority, and use the name the certificate was made for.",
      de: "Gib das Zertifikat deiner eigenen Zertifizierungsstelle in der Option 'ca' an und verwende den Namen aus dem Zertifikat.",
    },
  },
  "supervisor-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Home Assistant gives no access", de: "Home Assistant gibt keinen Zugang" },
    seen: {
      en: "The Supervisor, the part of Home Assistant that runs the apps, did not hand over the broker's login.",
      de: "Der Supervisor, der Teil von Home Assistant, der die Apps betreibt, gab den Zugang zum Broker nicht her.",
    },
    here: {
      app: {
        en: "Home Assistant does not let this app ask for the MQTT broker.",
        de: "Home Assistant lässt diese App nicht nach dem MQTT-Broker fragen.",
      },
    },
    means: {
      en: "It is still starting, or this app isn't allowed to ask.",
      de: "Er startet noch, oder dieser App fehlt das Recht zu fragen.",
    },
    next: {
      en: "Wait a minute. If it stays like this, restart the app, or enter the broker by hand.",
      de: "Wart eine Minute. Bleibt es so, starte die App neu oder trag den Broker von Hand ein.",
    },
  },
  "broker-version": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker speaks a different MQTT version", de: "Broker spricht andere MQTT-Version" },
    seen: {
      en: "The broker answered that it doesn't speak the MQTT version in use.",
      de: "Der Broker hat geantwortet, dass er die verwendete MQTT-Version nicht spricht.",
    },
    here: {
      place: {
        en: "The MQTT broker at {place} doesn't speak the MQTT version in use.",
        de: "Der MQTT-Broker unter {place} spricht die verwendete MQTT-Version nicht.",
      },
    },
    means: {
      en: "The option 'protocol' fixes a version that this broker does not have.",
      de: "Die Option 'protocol' legt eine Version fest, die dieser Broker nicht hat.",
    },
    next: {
      en: "Remove the option 'protocol'; then the right version is found automatically.",
      de: "Entfern die Option 'protocol'; die Version wird dann von selbst gefunden.",
    },
  },
  "client-id-refused": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker refuses the client id", de: "Broker lehnt die Client-Kennung ab" },
    seen: {
      en: "The broker does not accept the name under which this program logs in.",
      de: "Der Broker akzeptiert den Namen nicht, unter dem sich dieses Programm anmeldet.",
    },
    here: {
      place: {
        en: "The MQTT broker at {place} does not accept the client id of this program.",
        de: "Der MQTT-Broker unter {place} nimmt die Client-Kennung dieses Programms nicht an.",
      },
    },
    means: {
      en: "Its rules allow only certain client ids, or none as long as this.",
      de: "Seine Regeln erlauben nur bestimmte Client-Kennungen, oder keine so lange.",
    },
    next: {
      en: "Set the option 'client_id' to one that the broker allows.",
      de: "Gib in der Option 'client_id' eine an, die der Broker erlaubt.",
    },
  },
  "client-id-shared": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Two programs with one client id", de: "Zwei Programme mit derselben Client-Kennung" },
    seen: {
      en: "The broker lets this program in and throws it out again soon after, time after time.",
      de: "Der Broker lässt dieses Programm herein und wirft es bald wieder hinaus, immer wieder.",
    },
    here: {
      told: {
        en: "The MQTT broker at {place} says that another program logged in with the same client id.",
        de: "Der MQTT-Broker unter {place} sagt, dass sich ein anderes Programm mit derselben Client-Kennung angemeldet hat.",
      },
      ended: {
        en: "The MQTT broker at {place} ended {count} connections in a row without a word.",
        de: "Der MQTT-Broker unter {place} hat {count} Verbindungen hintereinander wortlos beendet.",
      },
    },
    means: {
      en: "Another program logs in under the same client id, such as a second copy of this one; each throws the other out.",
      de: "Ein anderes Programm meldet sich unter derselben Client-Kennung an, etwa eine zweite Kopie von diesem; beide werfen einander hinaus.",
    },
    next: {
      en: "Stop the other program, or give one of the two its own 'client_id'.",
      de: "Stopp das andere Programm, oder gib einem der beiden eine eigene 'client_id'.",
    },
  },
  "broker-wants-tls": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker wants an encrypted connection", de: "Broker will eine verschlüsselte Verbindung" },
    seen: {
      en: "At this address and port the broker speaks TLS, but the connection is set up without it.",
      de: "An dieser Adresse und diesem Port spricht der Broker TLS; eingestellt ist eine Verbindung ohne.",
    },
    here: {
      place: { en: "{place} answers encrypted connections only.", de: "{place} antwortet nur verschlüsselt." },
    },
    means: {
      en: "The port is the one for encrypted connections, usually 8883.",
      de: "Der Port ist der für verschlüsselte Verbindungen, meist 8883.",
    },
    next: {
      en: "Switch the option 'tls' on, or use the port without encryption, usually 1883.",
      de: "Schalt die Option 'tls' ein, oder nimm den Port ohne Verschlüsselung, meist 1883.",
    },
  },
  "broker-without-tls": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker is not encrypted at this port", de: "Broker ist hier nicht verschlüsselt" },
    seen: {
      en: "At this address and port the broker answers without TLS, but the option 'tls' is on.",
      de: "An dieser Adresse und diesem Port antwortet der Broker ohne TLS; die Option 'tls' ist aber eingeschaltet.",
    },
    here: {
      place: { en: "{place} answers unencrypted connections only.", de: "{place} antwortet nur unverschlüsselt." },
    },
    means: {
      en: "The port is the one for connections without encryption, usually 1883.",
      de: "Der Port ist der für Verbindungen ohne Verschlüsselung, meist 1883.",
    },
    next: {
      en: "Use the broker's encrypted port, usually 8883, or switch the option 'tls' off.",
      de: "Nimm den verschlüsselten Port des Brokers, meist 8883, oder schalt die Option 'tls' aus.",
    },
  },
  "client-certificate-wanted": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Broker wants a client certificate", de: "Broker will ein Client-Zertifikat" },
    seen: {
      en: "The broker ended the encrypted connection because of this program's certificate.",
      de: "Der Broker hat die verschlüsselte Verbindung wegen des Zertifikats dieses Programms beendet.",
    },
    here: {
      place: {
        en: "{place} ended the encrypted connection because of this program's certificate.",
        de: "{place} hat die verschlüsselte Verbindung wegen des Zertifikats dieses Programms beendet.",
      },
    },
    means: {
      en: "It lets in only programs with a certificate it knows; it got none, or one it doesn't trust.",
      de: "Er lässt nur Programme mit einem Zertifikat herein, das er kennt; er bekam keines, oder eines, dem er nicht glaubt.",
    },
    next: {
      en: "Set 'certificate' and 'private_key' to the files that the broker's authority made for this program.",
      de: "Gib in 'certificate' und 'private_key' die Dateien an, die die Zertifizierungsstelle des Brokers für dieses Programm ausgestellt hat.",
    },
  },
  "private-key-encrypted": {
    layer: "broker",
    weight: "hurts",
    until: "told",
    title: { en: "Private key has a password", de: "Privater Schlüssel hat ein Passwort" },
    seen: {
      en: "The file in the option 'private_key' is protected by a password.",
      de: "Die Datei aus der Option 'private_key' ist mit einem Passwort geschützt.",
    },
    here: {
      path: {
        en: "The private key {path} is protected by a password.",
        de: "Der private Schlüssel {path} ist mit einem Passwort geschützt.",
      },
    },
    means: {
      en: "Nobody is there to type it in when the program starts.",
      de: "Beim Start des Programms ist niemand da, der es eintippt.",
    },
    next: {
      en: "Save the key without a password (openssl pkey -in old.key -out new.key), readable only by this program, and use the new file.",
      de: "Speicher den Schlüssel ohne Passwort (openssl pkey -in alt.key -out neu.key), nur für dieses Programm lesbar, und gib die neue Datei an.",
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
