import type { ErrorShape } from "../errors.ts";

/** One thing that Compose works on while it runs, with the word it said last. */
export interface ComposeStep {
  /** Unique within its run, for example `Container shop-web-1`. */
  readonly id: string;
  readonly kind: "container" | "network" | "volume" | "image" | "service" | "other";
  readonly name: string;
  /** Where it belongs to one. */
  readonly service?: string;
  /** Compose's own word, for example `Starting`. */
  readonly text: string;
  readonly state: "working" | "done" | "warning" | "error";
  /** Bytes, where Compose counts them. */
  readonly current?: number;
  readonly total?: number;
}

/** How a service is doing on the engine after a run. */
export interface ServiceState {
  readonly service: string;
  readonly running: number;
  /** Ended by themselves with exit code 0, as a task does. */
  readonly completed: number;
  readonly wanted: number;
  /** What is not as it was asked for, in a sentence. */
  readonly problem?: string;
}

/** What happens while Compose runs, in its order. */
export type ComposeRunEvent =
  /** Compose has been started; `run` is what `cancel` takes. */
  | { readonly type: "begin"; readonly run: string; readonly services: readonly string[] }
  | { readonly type: "step"; readonly step: ComposeStep }
  /** A line that is no step: of a build, a warning, or with `service` of a container's log. */
  | { readonly type: "line"; readonly text: string; readonly service?: string; readonly stderr: boolean }
  | {
      readonly type: "end";
      /** `done`: it succeeded and the engine agrees; `cancelled`: it was stopped before its end. */
      readonly outcome: "done" | "failed" | "cancelled";
      /** Read from the engine after Compose had ended. */
      readonly services: readonly ServiceState[];
      readonly error?: ErrorShape;
    };
