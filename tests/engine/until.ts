import { setTimeout as pause } from "node:timers/promises";

/**
 * Waits until `check` is true, asking every 25 ms; an error of a refused or missing socket counts as "not yet".
 * Throws after `timeout` milliseconds, naming `what`.
 */
export async function until(what: string, check: () => Promise<boolean> | boolean, timeout = 30_000): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      if (await check()) return;
    } catch (error) {
      if (!notYet.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${timeout} ms: ${what}`);
    await pause(25);
  }
}

const notYet = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET"]);
