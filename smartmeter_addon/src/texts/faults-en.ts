import type { FaultCode } from "../fault.ts";
import { lineFaults } from "./faults-en-line.ts";
import { programFaults } from "./faults-en-program.ts";
import { telegramFaults } from "./faults-en-telegram.ts";
import type { FaultHelp } from "./help.ts";

export const faultsEn: Readonly<Record<FaultCode, FaultHelp>> = { ...lineFaults, ...telegramFaults, ...programFaults };
