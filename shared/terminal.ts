import { z } from "zod";
import { containerRef } from "./containers.ts";
import { action, change, stream } from "./wire.ts";

const size = { columns: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) };
const session = z.object({ session: z.string().max(100) });

/** What comes out of a terminal: bytes, then how it ended. */
export type TerminalOutput =
  | { readonly type: "data"; readonly bytes: Uint8Array }
  /** `exitCode` is missing when the engine was lost or the user detached; `reason` is then a sentence. */
  | { readonly type: "exit"; readonly exitCode?: number; readonly reason?: string };

export const terminalApi = {
  /** A shell in a running container: `docker exec -it`. An empty command tries bash, then sh. */
  exec: action(
    containerRef.extend({
      command: z.array(z.string()).max(100).default([]),
      user: z.string().max(300).default(""),
      ...size,
    }),
    ({ name, command, user }) => [
      "exec",
      "-it",
      ...(user ? ["--user", user] : []),
      name,
      ...(command.length ? command : ["sh"]),
    ],
  ).returns<{ readonly session: string }>(),
  /** The terminal of a container's own process, run with `-it`: `docker attach`. */
  attach: action(containerRef.extend(size), ({ name }) => ["attach", name]).returns<{ readonly session: string }>(),
  output: stream(session).of<TerminalOutput>(),
  write: change(session.extend({ data: z.union([z.string().max(1_000_000), z.instanceof(Uint8Array)]) })),
  resize: change(session.extend(size)),
  /** Ends the session; an exec'd shell gets its hang-up, an attached container goes on. */
  close: change(session),
} as const;
