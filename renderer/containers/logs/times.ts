/** An engine's time without losing its nanoseconds: `until` and `since` must name one line, not a millisecond. */
export interface EngineTime {
  /** Seconds since the epoch. */
  readonly seconds: number;
  readonly nanos: number;
}

let lastPrefix = "";
let lastSeconds = 0;

/** Reads RFC 3339 as the engine writes it (UTC, up to nine digits); what is no time becomes the epoch. */
export function parseTime(text: string): EngineTime {
  // Lines come thousands to a second, so most share their first 19 characters with the line before.
  const prefix = text.slice(0, 19);
  if (prefix !== lastPrefix) {
    lastPrefix = prefix;
    lastSeconds = Date.parse(`${prefix}Z`) / 1000 || 0;
  }
  const fraction = text.charCodeAt(19) === 46 ? text.slice(20, 29).replace(/\D.*$/, "") : "";
  return { seconds: lastSeconds, nanos: fraction ? Number(fraction.padEnd(9, "0")) : 0 };
}

/** RFC 3339 with nanoseconds, as the engine takes it for `since` and `until`. */
export const formatTime = ({ seconds, nanos }: EngineTime): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, "0")}Z`;

export type TimestampStyle = "off" | "local" | "utc";

const two = (value: number) => String(value).padStart(2, "0");

/** Date and time to the millisecond, in this computer's zone or in UTC; the width is always the same. */
export function showTime({ seconds, nanos }: EngineTime, style: Exclude<TimestampStyle, "off">): string {
  const millis = String(Math.floor(nanos / 1e6)).padStart(3, "0");
  const date = new Date(seconds * 1000);
  if (style === "utc") return `${date.toISOString().slice(0, 19).replace("T", " ")}.${millis}Z`;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}
