import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GuideProgress } from "@shared/guide.ts";
import { z } from "zod";

const file = z.object({
  install: z.string().regex(/^[0-9a-f]{8}$/),
  done: z.record(z.string().max(100), z.number()).catch({}),
  pulled: z.array(z.object({ engine: z.string(), reference: z.string(), id: z.string() })).catch([]),
});
type Kept = z.output<typeof file>;
/** An image that an experiment pulled; it carries no label, so it is written down. */
export type Pulled = Kept["pulled"][number];

function read(path: string): Kept {
  try {
    return file.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return { install: randomBytes(4).toString("hex"), done: {}, pulled: [] };
  }
}

/** What the reader has done, in `guide.json` of `folder`. It never leaves this computer. */
export function openProgress(folder: string) {
  const path = join(folder, "guide.json");
  let kept = read(path);
  const listeners = new Set<(now: GuideProgress) => void>();
  const save = () => {
    try {
      writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      console.error("The guide's progress could not be saved:", error);
    }
  };
  const put = (next: Kept) => {
    kept = next;
    save();
    for (const listener of listeners) listener(kept.done);
  };
  save();
  return {
    /** Names this installation in labels, so that another one's objects are left alone. */
    install: kept.install,
    done: () => kept.done,
    earn: (steps: readonly string[]) => {
      const fresh = steps.filter((step) => kept.done[step] === undefined);
      if (fresh.length === 0) return;
      const now = Date.now();
      put({ ...kept, done: { ...kept.done, ...Object.fromEntries(fresh.map((step) => [step, now])) } });
    },
    reset: () => put({ ...kept, done: {} }),
    pulled: (): readonly Pulled[] => kept.pulled,
    keepPulled: (image: Pulled) => put({ ...kept, pulled: [...kept.pulled, image] }),
    dropPulled: (image: Pulled) => put({ ...kept, pulled: kept.pulled.filter((each) => each.id !== image.id) }),
    /** The progress now and after each change. */
    stream: (): ReadableStream<GuideProgress> => {
      let listener = (_now: GuideProgress) => {};
      return new ReadableStream<GuideProgress>({
        start(controller) {
          controller.enqueue(kept.done);
          listener = (now) => controller.enqueue(now);
          listeners.add(listener);
        },
        cancel: () => void listeners.delete(listener),
      });
    },
  };
}
