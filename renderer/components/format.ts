const units = ["B", "kB", "MB", "GB", "TB", "PB"];

/** Bytes as docker writes them: decimal units, three significant digits, for example `4.27 MB`. */
export function size(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 ? 0 : value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

const steps = [
  ["year", 31_536_000_000],
  ["month", 2_592_000_000],
  ["week", 604_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** How long ago a time (milliseconds since the epoch) was, in words. */
export function ago(time: number, now = Date.now()): string {
  const passed = now - time;
  for (const [unit, length] of steps) if (passed >= length) return relative.format(-Math.floor(passed / length), unit);
  return "just now";
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
/** Date and time of day in the user's own way of writing. */
export const dateTime = (time: number): string => full.format(time);

/** Milliseconds as `340 ms`, `2.4 s` or `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** `1 container`, `3 containers`; the plural is the word with an s unless it is given. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
