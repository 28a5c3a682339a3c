/** Ports this process uses: the lock of the system does not stop a process from opening a port of its own again. */
const claimed = new Set<string>();

/** Takes the device for one source; undefined when another one has it. Call the result to give it back. */
export function claimPort(device: string): (() => void) | undefined {
  if (claimed.has(device)) return undefined;
  claimed.add(device);
  return () => claimed.delete(device);
}

export function isClaimed(device: string): boolean {
  return claimed.has(device);
}
