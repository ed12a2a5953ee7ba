import type { StatsSample } from "@shared/containers.ts";

/** Seconds that the charts look back. */
export const windowSeconds = 600;
/** Readings further apart than this, in seconds, are not joined by a line. */
const gap = 15;

/** One reading, with rates in bytes per second since the one before; null where there is nothing to compare with. */
export interface Reading {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly memoryLimit: number;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly processes: number | null;
}

export interface History {
  /** Oldest first, the last ten minutes. */
  readonly readings: readonly Reading[];
  readonly last: StatsSample | null;
}

export const noHistory: History = { readings: [], last: null };

const nothing = (time: number): Reading => ({
  time,
  cpu: null,
  memory: null,
  memoryLimit: 0,
  received: null,
  sent: null,
  read: null,
  written: null,
  processes: null,
});

/** Adds a sample and lets go of what is too old. A counter that went back (a restart) has no rate. */
export function withSample({ readings, last }: History, sample: StatsSample): History {
  const time = sample.time / 1000;
  if (last && sample.time <= last.time) return { readings, last };
  const passed = last ? time - last.time / 1000 : 0;
  const joined = last !== null && passed < gap;
  const rate = (now: number, before: number | undefined) =>
    joined && before !== undefined && now >= before ? (now - before) / passed : null;
  const reading: Reading = {
    time,
    cpu: sample.cpu,
    memory: sample.memory,
    memoryLimit: sample.memoryLimit,
    received: rate(sample.received, last?.received),
    sent: rate(sample.sent, last?.sent),
    read: rate(sample.read, last?.read),
    written: rate(sample.written, last?.written),
    processes: sample.processes,
  };
  const kept = readings.filter((old) => old.time >= time - windowSeconds);
  return { readings: [...kept, ...(last && !joined ? [nothing(time - passed / 2)] : []), reading], last: sample };
}
