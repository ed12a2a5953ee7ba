/** A Dockerfile by its path, with its text. */
export interface BuildFile {
  readonly path: string;
  readonly text: string;
}

export type StepState = "waiting" | "running" | "done" | "cached" | "failed" | "cancelled";

/** One step of a build. */
export interface BuildStep {
  readonly id: string;
  /** As the builder names it, for example `[build 2/3] RUN make`. */
  readonly name: string;
  readonly state: StepState;
  /** Milliseconds of work, by the engine's clock; missing while it has not ended. */
  readonly duration?: number;
  /** When it was seen to start, by this computer's clock. */
  readonly started?: number;
  /** Line of the Dockerfile, from 1. */
  readonly line?: number;
  readonly output: string;
  /** The beginning of its output was left out. */
  readonly cut: boolean;
  /** What is being moved, for example a layer of the base image. */
  readonly transfers: readonly { readonly name: string; readonly current: number; readonly total: number }[];
  readonly error?: string;
}

/** What happens in a build, in order. */
export type BuildEvent =
  | { readonly type: "begun"; readonly dockerfile: BuildFile }
  /** A step is new or has changed. */
  | ({ readonly type: "step"; readonly id: string } & Partial<Omit<BuildStep, "id" | "output" | "cut" | "transfers">>)
  | { readonly type: "output"; readonly id: string; readonly text: string }
  | {
      readonly type: "transfer";
      readonly id: string;
      readonly name: string;
      readonly current: number;
      readonly total: number;
    }
  /** Bytes of the context that were sent so far. */
  | { readonly type: "sent"; readonly bytes: number }
  | { readonly type: "warning"; readonly message: string; readonly line?: number }
  /** The step that failed and where; the error itself is the stream's. */
  | { readonly type: "failure"; readonly step?: string; readonly lines?: readonly [from: number, to: number] }
  | { readonly type: "built"; readonly image: string };

/** A build as far as it was told. */
export interface Timeline {
  take(event: BuildEvent): void;
  /** A new list each time; steps that did not change are the same objects. */
  steps(): readonly BuildStep[];
  readonly sent: number;
  readonly dockerfile: BuildFile | undefined;
  readonly warnings: readonly { readonly message: string; readonly line?: number }[];
  readonly failure: { readonly step?: string; readonly lines?: readonly [from: number, to: number] } | undefined;
  readonly image: string | undefined;
}

/** Characters of output that one step keeps, and all steps of a build together; what is older goes first. */
const mostOutput = 200_000;
const mostOfAll = 3_000_000;
const mostSteps = 1000;
const mostTransfers = 50;
const mostWarnings = 100;

/** Gathers the events of a build; used by the page for what it shows and by main for the history. */
export function createTimeline(): Timeline {
  const steps = new Map<string, BuildStep>();
  let kept = 0;
  let sent = 0;
  let dockerfile: BuildFile | undefined;
  let warnings: Timeline["warnings"] = [];
  let failure: Timeline["failure"];
  let image: string | undefined;

  const stepOf = (id: string): BuildStep | undefined =>
    steps.get(id) ??
    (steps.size < mostSteps ? { id, name: "", state: "waiting", output: "", cut: false, transfers: [] } : undefined);
  const put = (id: string, part: Partial<BuildStep>) => {
    const step = stepOf(id);
    if (step) steps.set(id, { ...step, ...part });
  };
  const append = (id: string, text: string) => {
    const step = stepOf(id);
    if (!step) return;
    const whole = step.output + text;
    // Cut rarely and at a line, so that a step that talks without end costs little.
    const cut = whole.length > mostOutput * 1.25;
    const output = cut ? whole.slice(whole.indexOf("\n", whole.length - mostOutput) + 1) : whole;
    kept += output.length - step.output.length;
    steps.set(id, { ...step, output, cut: step.cut || cut });
    for (const [other, { output: old }] of kept > mostOfAll ? steps : []) {
      if (other === id || old === "") continue;
      put(other, { output: "", cut: true });
      kept -= old.length;
      if (kept <= mostOfAll) break;
    }
  };

  return {
    take(event) {
      switch (event.type) {
        case "begun":
          dockerfile = event.dockerfile;
          return;
        case "step": {
          const { type: _, id, ...part } = event;
          return put(id, part);
        }
        case "output":
          return append(event.id, event.text);
        case "transfer": {
          const { id, name, current, total } = event;
          const others = (stepOf(id)?.transfers ?? []).filter((transfer) => transfer.name !== name);
          return put(id, { transfers: [...others, { name, current, total }].slice(-mostTransfers) });
        }
        case "sent":
          sent = event.bytes;
          return;
        case "warning":
          if (warnings.length < mostWarnings) warnings = [...warnings, { message: event.message, line: event.line }];
          return;
        case "failure":
          failure = { step: event.step, lines: event.lines };
          return;
        case "built":
          image = event.image;
          return;
      }
    },
    steps: () => [...steps.values()],
    get sent() {
      return sent;
    },
    get dockerfile() {
      return dockerfile;
    },
    get warnings() {
      return warnings;
    },
    get failure() {
      return failure;
    },
    get image() {
      return image;
    },
  };
}
