import { DrydockError } from "@shared/errors.ts";
import type { LabelFilter } from "@shared/plans.ts";

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** A duration as Go writes it (`1h30m`, `90s`), in milliseconds; undefined for anything else. */
function goDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    sum += Number(number) * units[unit!]!;
  return sum;
}

/** A date, with or without time and zone, as docker takes it; undefined for anything else. Without a zone it is this computer's. */
function timestamp(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (!parts) return undefined;
  const [, date, time = "00:00", zone = ""] = parts;
  const at = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

/**
 * What `--filter until=` means, in milliseconds since the epoch by the engine's clock `now`: older than that is taken.
 * undefined for no limit; throws INVALID with a sentence for what docker would not take.
 */
export function untilTime(until: string, now: number): number | undefined {
  if (until === "") return undefined;
  const duration = goDuration(until);
  if (duration !== undefined) return now - duration;
  const time = timestamp(until);
  if (time !== undefined) return time;
  throw new DrydockError(
    "INVALID",
    "That is no time. Use a duration such as `24h` or `1h30m`, or a date such as `2024-05-01` or `2024-05-01T12:00:00`.",
  );
}

/** Whether something with these labels is taken: it has every label asked for, and none of those excluded. */
export function labelsMatch(labels: Readonly<Record<string, string>>, filters: readonly LabelFilter[]): boolean {
  return filters.every(({ key, value, not }) => {
    const has = Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);
    return has !== not;
  });
}
