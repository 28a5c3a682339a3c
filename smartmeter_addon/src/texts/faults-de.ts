import type { FaultCode } from "../fault.ts";
import { lineFaults } from "./faults-de-line.ts";
import { programFaults } from "./faults-de-program.ts";
import { telegramFaults } from "./faults-de-telegram.ts";
import type { FaultHelp } from "./help.ts";

export const faultsDe: Readonly<Record<FaultCode, FaultHelp>> = { ...lineFaults, ...telegramFaults, ...programFaults };
