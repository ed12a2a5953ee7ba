import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { engineError } from "../docker/errors.ts";
import { path } from "../docker/path.ts";
import { hangUp, marker } from "./hang-up.ts";
import { openPipe } from "./pipe.ts";
import type { SessionSource } from "./session.ts";

export interface ExecInput {
  readonly id: string;
  readonly name: string;
  /** Empty for a shell: bash, else sh. */
  readonly command: readonly string[];
  readonly user: string;
  readonly columns: number;
  readonly rows: number;
}

interface ExecInspect {
  readonly Running: boolean;
  readonly ExitCode: number | null;
}

const shell = ["sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh"];

/** The engine waits this long itself for the program to start (moby: daemon/resize.go). */
const startDeadline = 15_000;

/**
 * `docker exec -it`. Rejects with a sentence when the program cannot start: no shell in the container, no such user,
 * not running.
 */
export async function openExec(client: DockerClient, input: ExecInput): Promise<SessionSource> {
  const { id, command, user, columns, rows } = input;
  const mark = randomUUID();
  const { Id: exec } = await client.post<{ Id: string }>(path`/containers/${id}/exec`, {
    body: {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: true,
      // Ctrl+P is the shell's last command; the engine would hold it back to see whether Ctrl+Q follows.
      DetachKeys: "ctrl-^,ctrl-],ctrl-^",
      Env: [marker(mark)],
      Cmd: command.length > 0 ? command : shell,
      User: user,
      // Engines from 23 on; older ones take the size from the resize below.
      ConsoleSize: [rows, columns],
    },
  });
  const pipe = openPipe(
    await client.upgrade(path`/exec/${exec}/start`, {
      body: { Detach: false, Tty: true, ConsoleSize: [rows, columns] },
    }),
    false,
  );
  const resize = (width: number, height: number) =>
    client.post(path`/exec/${exec}/resize`, { query: { w: width, h: height }, deadline: startDeadline });
  const state = () => client.get<ExecInspect>(path`/exec/${exec}/json`);

  // The engine answers this when the program runs; one that cannot start ends the connection with the reason.
  const size = resize(columns, rows);
  await Promise.race([size.catch(() => pipe.ended), pipe.ended]).catch(() => undefined);
  size.catch(() => undefined);
  if (pipe.over()) {
    const { ExitCode } = await state().catch(() => ({ ExitCode: null }));
    const text = Buffer.from(pipe.held()).toString().trim();
    if (ExitCode !== 0 && complaint.test(text)) throw notStarted(text, input);
  }

  return {
    pipe,
    resize: async (width, height) => {
      if (!pipe.over()) await resize(width, height);
    },
    exit: () => execExit(state),
    leave(ended) {
      pipe.destroy();
      if (!ended) void hangUp(client, id, user, mark);
    },
  };
}

/** What the engine writes in the program's place when it cannot start it. */
const complaint = /^(?:OCI runtime exec failed|unable to find user|exec failed|rpc error|failed to|cannot exec)/;

function notStarted(text: string, { name, command }: ExecInput): DrydockError {
  const error = engineError(text);
  if (command.length === 0 && /exec: "sh"|\bsh: no such file/.test(text))
    return new DrydockError(
      "UNSUPPORTED",
      `The container ${name} has no shell: neither bash nor sh is in it. Type a command that is, or look at its files and logs instead.`,
      text,
    );
  return error.code === "INTERNAL"
    ? new DrydockError("INVALID", `The terminal in ${name} could not start: ${error.message}`, text)
    : error;
}

/** The connection may end a moment before the engine knows the exit code. */
async function execExit(state: () => Promise<ExecInspect>): Promise<{ exitCode?: number; reason?: string }> {
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      const { Running, ExitCode } = await state();
      if (!Running && ExitCode !== null) return { exitCode: ExitCode };
      await wait(50 + attempt * 50);
    }
    return { reason: "The connection to this terminal was closed; what runs in it may go on. Open a new terminal." };
  } catch (error) {
    return { reason: lostReason(error) };
  }
}

/** Why a terminal ended, where the engine could not be asked how its program did. */
export function lostReason(error: unknown): string {
  const code = error instanceof DrydockError ? error.code : "INTERNAL";
  return code === "NOT_FOUND" || code === "CONFLICT"
    ? "The container stopped, and this terminal with it."
    : "The engine went away, and this terminal with it. Open a new one when it is back.";
}
