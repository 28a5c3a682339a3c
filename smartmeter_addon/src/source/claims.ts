/**
 * Ports in use by this process; a meter that looks for its reader does not even try to open them. They are the same for
 * all sources of a process, so this is module state and not an object.
 */
const claimed = new Set<string>();

/** Takes the device for one source; undefined when another one has it. Call the result to give it back. */
export function claimPort(device: string): (() => void) | undefined {
  if (claimed.has(device)) return undefined;
  claimed.add(device);
  return () => claimed.delete(device);
}

/** Whether a source of this process uses the device. */
export function isClaimed(device: string): boolean {
  return claimed.has(device);
}
