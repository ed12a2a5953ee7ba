import { randomUUID } from "node:crypto";
import { DrydockError } from "@shared/errors.ts";
import type { terminalApi } from "@shared/terminal.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { openAttach } from "./terminal/attach.ts";
import { openExec } from "./terminal/exec.ts";
import { openSession, type Session, type SessionSource } from "./terminal/session.ts";

const mostSessions = 64;
/** Milliseconds in which the page asks for the output of a terminal that it opened. */
const readWithin = 30_000;

/** Terminals of one page: they end when it closes them, leaves their output or goes away. */
export function terminal(hub: Pick<EngineHub, "use">): Server<typeof terminalApi> {
  const sessions = new Map<string, Session>();
  const unread = new Map<string, NodeJS.Timeout>();
  let opening = 0;

  const open = async (source: () => Promise<SessionSource>) => {
    if (sessions.size + opening >= mostSessions)
      throw new DrydockError("CONFLICT", `${mostSessions} terminals are open. Close one first.`);
    opening++;
    try {
      const key = randomUUID();
      const session = openSession(await source(), () => {
        sessions.delete(key);
        forget(key);
      });
      sessions.set(key, session);
      unread.set(key, setTimeout(session.close, readWithin));
      return { session: key };
    } finally {
      opening--;
    }
  };
  const forget = (key: string) => {
    clearTimeout(unread.get(key));
    unread.delete(key);
  };
  const find = (key: string): Session => {
    const session = sessions.get(key);
    if (!session) throw new DrydockError("NOT_FOUND", "This terminal has ended. Open a new one.");
    return session;
  };

  return {
    exec: ({ engine, ...input }) => open(() => openExec(hub.use(engine), input)),
    attach: ({ engine, ...input }) => open(() => openAttach(hub.use(engine), input)),
    async output({ session }) {
      forget(session);
      return find(session).output();
    },
    write: async ({ session, data }) => find(session).write(data),
    // A window that changes its size while its program ends is no mistake of anybody.
    resize: async ({ session, columns, rows }) =>
      sessions
        .get(session)
        ?.resize(columns, rows)
        .catch(() => undefined),
    close: ({ session }) => sessions.get(session)?.close(),
  };
}
