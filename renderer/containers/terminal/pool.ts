import type { Container } from "@shared/containers.ts";
import { createTerminalSession, type TerminalSession } from "./session.ts";

/** Terminals kept alive while other containers are looked at. */
const most = 8;

const sessions = new Map<string, Promise<TerminalSession>>();

/** The terminal of a container: the one that is there, or a new one. The one not looked at for longest makes room. */
export function terminalOf({ engine, id, name }: Container): Promise<TerminalSession> {
  const key = `${engine}/${id}`;
  const session = sessions.get(key) ?? createTerminalSession({ engine, id, name });
  sessions.delete(key);
  sessions.set(key, session);
  for (const [oldest, forgotten] of sessions) {
    if (sessions.size <= most) break;
    sessions.delete(oldest);
    void forgotten.then((old) => old.dispose());
  }
  return session;
}
