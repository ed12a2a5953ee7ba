import type { ErrorShape } from "@shared/errors.ts";

/** What runs in the terminal: a process of its own (`docker exec`), or the container's (`docker attach`). */
export interface TerminalChoice {
  readonly mode: "exec" | "attach";
  /** Empty for the shell that is there: bash, else sh. */
  readonly command: readonly string[];
  readonly user: string;
}

export type TerminalPhase =
  | { readonly type: "idle" }
  | { readonly type: "connecting" }
  | { readonly type: "open" }
  | { readonly type: "ended"; readonly exitCode?: number; readonly reason?: string }
  | { readonly type: "failed"; readonly error: ErrorShape };

/** The words under a terminal that has ended. */
export function endedText(phase: TerminalPhase): string {
  if (phase.type === "failed") return phase.error.message;
  if (phase.type !== "ended") return "";
  if (phase.exitCode !== undefined) return `Process exited with code ${phase.exitCode}`;
  return phase.reason ?? "The session was closed.";
}
