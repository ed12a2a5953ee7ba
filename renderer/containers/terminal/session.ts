import type { ContainerRef } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import { api, readStream } from "../../api.ts";
import type { TerminalChoice, TerminalPhase } from "./phase.ts";
import { createXterm, currentTheme, type Terminal } from "./xterm.ts";

export interface TerminalSession {
  readonly phase: () => TerminalPhase;
  readonly subscribe: (listener: () => void) => () => void;
  /** Puts the terminal into `host` and keeps it as large; leaving takes it out again, alive. */
  readonly show: (host: HTMLElement) => () => void;
  readonly connect: (choice: TerminalChoice) => Promise<void>;
  readonly disconnect: () => void;
  readonly recolour: () => void;
  readonly setScreenReader: (on: boolean) => void;
  readonly focus: () => void;
  readonly dispose: () => void;
}

/** A paste goes in pieces, so that no message is larger than main takes. */
const pieceLength = 32 * 1024;

/** One terminal with its screen, kept outside React so that it survives every change of tab and container. */
export async function createTerminalSession({ engine, id, name }: ContainerRef): Promise<TerminalSession> {
  const { terminal, fit } = await createXterm();
  const element = document.createElement("div");
  element.style.height = "100%";
  const listeners = new Set<() => void>();
  let phase: TerminalPhase = { type: "idle" };
  let session: string | undefined;
  let leaving: AbortController | undefined;

  function become(next: TerminalPhase): void {
    phase = next;
    terminal.options.disableStdin = next.type !== "open";
    for (const listener of listeners) listener();
  }
  const lost = (error: unknown) => {
    if (phase.type === "open") become({ type: "ended", reason: errorShape(error).message });
  };
  function send(data: string | Uint8Array): void {
    if (session === undefined) return;
    for (let at = 0; at < data.length; at += pieceLength)
      api.terminal.write({ session, data: data.slice(at, at + pieceLength) }).catch(lost);
  }
  terminal.onData(send);
  terminal.onBinary((data) => send(Uint8Array.from(data, (character) => character.charCodeAt(0))));
  terminal.onResize(({ cols: columns, rows }) => {
    if (session !== undefined) api.terminal.resize({ session, columns, rows }).catch(() => {});
  });

  function disconnect(): void {
    leaving?.abort();
    if (session !== undefined) api.terminal.close({ session }).catch(() => {});
    session = undefined;
    if (phase.type === "open" || phase.type === "connecting")
      become({ type: "ended", reason: "The session was closed." });
  }

  async function connect({ mode, command, user }: TerminalChoice): Promise<void> {
    disconnect();
    const mine = new AbortController();
    leaving = mine;
    terminal.reset();
    become({ type: "connecting" });
    const target = { engine, id, name, columns: terminal.cols, rows: terminal.rows };
    try {
      const opened = await (mode === "attach"
        ? api.terminal.attach(target)
        : api.terminal.exec({ ...target, command: [...command], user }));
      if (mine.signal.aborted) return void api.terminal.close(opened).catch(() => {});
      session = opened.session;
      become({ type: "open" });
      // It may have been resized while it was opening.
      if (terminal.cols !== target.columns || terminal.rows !== target.rows)
        api.terminal.resize({ ...opened, columns: terminal.cols, rows: terminal.rows }).catch(() => {});
      await readStream(
        api.terminal.output(opened),
        async (output) => {
          if (output.type === "exit") become({ ...output, type: "ended" });
          // Waiting for the screen holds the engine back when a program floods it.
          else await new Promise<void>((done) => terminal.write(output.bytes, done));
        },
        mine.signal,
      );
      if (!mine.signal.aborted && phase.type === "open") become({ type: "ended" });
    } catch (error) {
      if (!mine.signal.aborted) become({ type: "failed", error: errorShape(error) });
    } finally {
      if (!mine.signal.aborted) session = undefined;
    }
  }

  return {
    phase: () => phase,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(host) {
      host.append(element);
      if (!terminal.element) open(terminal, element, name);
      fit.fit();
      let frame = 0;
      const observer = new ResizeObserver(() => {
        cancelAnimationFrame(frame);
        frame = requestAnimationFrame(() => host.clientHeight > 0 && fit.fit());
      });
      observer.observe(host);
      return () => {
        observer.disconnect();
        cancelAnimationFrame(frame);
        element.remove();
      };
    },
    connect,
    disconnect,
    recolour() {
      terminal.options.theme = currentTheme();
    },
    setScreenReader(on) {
      terminal.options.screenReaderMode = on;
    },
    focus: () => terminal.focus(),
    dispose() {
      disconnect();
      terminal.dispose();
    },
  };
}

function open(terminal: Terminal, element: HTMLElement, name: string): void {
  terminal.open(element);
  terminal.textarea?.setAttribute("aria-label", `Terminal of ${name}`);
}
