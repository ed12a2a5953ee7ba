/** The selection after one key was ticked or unticked. */
export function toggled(selected: ReadonlySet<string>, keys: readonly string[]): Set<string> {
  const next = new Set(selected);
  const add = !keys.every((key) => next.has(key));
  for (const key of keys) {
    if (add) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** The selection with all keys between two lines added, both included, whichever comes first. */
export function ranged(
  selected: ReadonlySet<string>,
  keys: readonly (string | null)[],
  from: number,
  to: number,
): Set<string> {
  const [first, last] = from < to ? [from, to] : [to, from];
  const span = keys.slice(Math.max(0, first), last + 1).filter((key) => key !== null);
  return new Set([...selected, ...span]);
}

/** Where a key moves the active line to, or undefined when it moves nothing. `page` is the number of lines in view. */
export function moved(key: string, at: number, count: number, page: number): number | undefined {
  const target = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  return target === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, target));
}
