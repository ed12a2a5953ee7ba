/**
 * Hands each ID to `look` once more, between one and two times `wait` milliseconds after it was last added. IDs that are
 * added together are handed over together, so that a burst costs a few calls. Nothing happens after the signal aborts.
 */
export function lookAgain(wait: number, signal: AbortSignal, look: (ids: readonly string[]) => void) {
  let young = new Set<string>();
  let old = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    timer = undefined;
    const due = [...old];
    old = young;
    young = new Set();
    if (due.length > 0) look(due);
    if (old.size > 0) arm();
  };
  const arm = () => {
    if (signal.aborted) return;
    timer ??= setTimeout(tick, wait);
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return (id: string): void => {
    old.delete(id);
    young.add(id);
    arm();
  };
}
