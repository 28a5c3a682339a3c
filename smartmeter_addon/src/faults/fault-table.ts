/** Every fault this program can report, one row for each. To add one, add its row and throw it; nothing else. */

import { apduFaults } from "./apdu-faults.ts";
import { brokerFaults } from "./broker-faults.ts";
import { brokerTopicFaults } from "./broker-topic-faults.ts";
import { dataFaults } from "./data-faults.ts";
import type { FaultRow } from "./fault-row.ts";
import { lineFaults } from "./line-faults.ts";
import { meterFaults } from "./meter-faults.ts";
import { outputFaults } from "./output-faults.ts";
import { portFaults } from "./port-faults.ts";
import { programFaults } from "./program-faults.ts";
import { readerFaults } from "./reader-faults.ts";
import { securityFaults } from "./security-faults.ts";

const rows = {
  ...portFaults,
  ...readerFaults,
  ...lineFaults,
  ...apduFaults,
  ...securityFaults,
  ...dataFaults,
  ...meterFaults,
  ...programFaults,
  ...brokerFaults,
  ...brokerTopicFaults,
  ...outputFaults,
};

/** The rows as they are written, for the types of their facts. */
export type FaultTable = typeof rows;

/** The name of a fault. It is stable: log, status entity, page and documentation use it. */
export type FaultCode = keyof typeof rows;

/** What there is to know of each fault. */
export const faultRows: Readonly<Record<FaultCode, FaultRow>> = rows;

/** All codes, in the order of the way of the data, and within one layer the surer ones first. */
export const faultCodes = Object.keys(rows) as FaultCode[];

/** What stops everything comes first, then what hurts, then notices; within one weight the way of the data decides. */
export const byPriority: readonly FaultCode[] = (["stops", "hurts", "notice"] as const).flatMap((weight) =>
  faultCodes.filter((code) => faultRows[code].weight === weight),
);

/** Whether the fault is something the user should look at. */
export function isProblem(code: FaultCode): boolean {
  return faultRows[code].weight !== "notice";
}
