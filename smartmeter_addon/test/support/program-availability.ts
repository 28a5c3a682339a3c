// What programs say of themselves on a broker: each has an availability topic of its own.

/** Of a program, below any base. */
export const programAvailability = /\/bridge-[0-9a-f]{8}\/availability$/;

/** Whether a program below `base` has said so last; `topics` has the newest payload of each topic. */
export function programSays(topics: ReadonlyMap<string, string>, payload: string, base = "smartmeter"): boolean {
  return [...topics].some(
    ([topic, said]) => said === payload && topic.startsWith(`${base}/`) && programAvailability.test(topic),
  );
}
