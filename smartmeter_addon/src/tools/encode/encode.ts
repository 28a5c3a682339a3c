/** The way back: values → A-XDR → APDU → ciphering → link frames. For the simulator, captures and tests. */
export { amisRecords, amisTelegram } from "./encode-amis.ts";
export { dataNotification, sealApdu, splitBlocks } from "./encode-apdu.ts";
export { axdr, characters } from "./encode-axdr.ts";
export { dsmrText } from "./encode-dsmr.ts";
export {
  hdlcFrame,
  hdlcTelegram,
  mbusLongFrame,
  mbusTelegram,
} from "./encode-link.ts";
