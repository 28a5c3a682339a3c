/** The way back: values → A-XDR → APDU → ciphering → link frames. For the simulator, captures and tests. */
export { amisRecords, amisSearch, amisTelegram, type Cp48, cp48 } from "./encode-amis.ts";
export { dataNotification, type Seal, sealApdu, splitBlocks } from "./encode-apdu.ts";
export { axdr, berLength, bigEndian, characters } from "./encode-axdr.ts";
export { dsmrText } from "./encode-dsmr.ts";
export {
  type HdlcAddresses,
  hdlcBlockTelegram,
  hdlcFrame,
  hdlcTelegram,
  mbusLongFrame,
  mbusTelegram,
} from "./encode-link.ts";
