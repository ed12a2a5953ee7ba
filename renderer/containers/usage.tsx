import type { Container, StatsSample } from "@shared/containers.ts";
import { useEffect, useState } from "react";
import { api, useStream } from "../api.ts";
import { size } from "../components/format.ts";
import { useWindowVisible } from "./visible.ts";

const fields = {
  cpu: ({ cpu }: StatsSample) => `${cpu.toFixed(cpu < 10 ? 1 : 0)} %`,
  memory: ({ memory }: StatsSample) => size(memory),
};
type Field = keyof typeof fields;

// Numbers are written straight into their cells: a reading renders nothing.
const readings = new Map<string, StatsSample>();
const cells = new Map<string, Map<Field, HTMLElement>>();

function write(id: string): void {
  const sample = readings.get(id);
  for (const [field, cell] of cells.get(id) ?? []) cell.textContent = sample ? fields[field](sample) : "–";
}

/** A live number of one container; a dash until its first reading, nothing while it does not run. */
export function Usage({ container, field }: { container: Container; field: Field }) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const { id, state } = container;
  useEffect(() => {
    if (!element) return;
    const own = cells.get(id) ?? new Map<Field, HTMLElement>();
    cells.set(id, own.set(field, element));
    write(id);
    return () => {
      own.delete(field);
      if (own.size === 0) cells.delete(id);
    };
  }, [element, id, field]);
  return state === "running" || state === "paused" ? <span ref={setElement} /> : null;
}

/** Milliseconds that the rows in view must rest before their readings are asked for. */
const rest = 250;
/** As many as the stream takes; a window shows fewer. */
const most = 200;

/** Reads CPU and memory of the running containers among these rows, while the window is visible and the engine live. */
export function useUsage(engine: string, live: boolean, rows: readonly Container[]): void {
  const visible = useWindowVisible();
  const running = rows.filter(({ state }) => state === "running").map(({ id }) => id);
  const wanted = running.slice(0, most).sort().join(" ");
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(wanted), rest);
    return () => clearTimeout(timer);
  }, [wanted]);
  const key = live && visible && settled ? `${engine} ${settled}` : null;
  useStream<readonly StatsSample[]>(key, () => api.containers.stats({ engine, ids: settled.split(" ") }), {
    onBatch(samples) {
      for (const sample of samples) {
        readings.set(sample.id, sample);
        write(sample.id);
      }
    },
    onEnd() {
      // Old numbers would look live.
      readings.clear();
      for (const id of cells.keys()) write(id);
    },
  });
}
