import { useLocalStorage } from "@mantine/hooks";
import { terminalApi } from "@shared/terminal.ts";
import { IconTerminal2 } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { api } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useEngine } from "../../inventory.ts";
import type { ContainerTab } from "../tab.ts";
import { endedText, type TerminalChoice, type TerminalPhase } from "./phase.ts";
import type { TerminalSession } from "./session.ts";
import styles from "./terminal.module.css";
import { type TerminalForm, TerminalToolbar } from "./terminal-toolbar.tsx";
import { words } from "./words.ts";

const idle: TerminalPhase = { type: "idle" };
const noPhase = () => idle;
const noSubscription = () => () => {};

/** The form as a choice that can be connected, or the sentence that says why not. */
function choiceOf({ mode, shell, custom, user }: TerminalForm): TerminalChoice | string {
  if (mode === "attach") return { mode, command: [], user: "" };
  const command = shell === "custom" ? words(custom) : shell ? [shell] : [];
  return typeof command === "string" ? command : { mode, command, user: user.trim() };
}

/** Whether a container was created with `-it`, so that its own process can be talked to. */
function isInteractive(inspect: unknown): boolean {
  const { Config } = (inspect ?? {}) as { Config?: { Tty?: boolean; OpenStdin?: boolean } };
  return Config?.Tty === true && Config.OpenStdin === true;
}

/** A terminal in the container. It connects by itself when it is first opened, and lives on while it is not shown. */
export function TerminalTab({ container, removed, active }: ContainerTab) {
  const { engine, id, name } = container;
  const [session, setSession] = useState<TerminalSession | null>(null);
  const [attachable, setAttachable] = useState<boolean | null>(null);
  const [form, setForm] = useState<TerminalForm>({ mode: "exec", shell: "", custom: "", user: "" });
  const [screenReader, setScreenReader] = useLocalStorage({
    key: "terminal-screen-reader",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const host = useRef<HTMLDivElement>(null);
  const phase = useSyncExternalStore(session?.subscribe ?? noSubscription, session?.phase ?? noPhase);
  const status = useEngine();
  const live = status?.state === "live" && status.id === engine;
  const running = container.state === "running" && live && !removed;
  const choice = choiceOf(form);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one terminal per container, whatever its name becomes.
  useEffect(() => {
    let left = false;
    // xterm is large: it is loaded when the first terminal is opened.
    import("./pool.ts").then(({ terminalOf }) => terminalOf(container)).then((found) => left || setSession(found));
    api.containers
      .inspect({ engine, id, name })
      .then(isInteractive, () => false)
      .then((interactive) => {
        if (left) return;
        setAttachable(interactive);
        setForm((before) => ({ ...before, mode: interactive ? "attach" : "exec" }));
      });
    return () => {
      left = true;
    };
  }, [engine, id]);

  const shown = session !== null && (running || phase.type !== "idle");
  useEffect(() => {
    if (active && shown && host.current) return session?.show(host.current);
  }, [session, active, shown]);

  const connect = () => {
    if (!session || typeof choice === "string") return;
    void session.connect(choice);
    session.focus();
  };
  const ready = active && running && session !== null && attachable !== null && phase.type === "idle";
  // biome-ignore lint/correctness/useExhaustiveDependencies: connects once, with the choice of that moment.
  useEffect(() => {
    if (ready) connect();
  }, [ready]);

  useEffect(() => session?.setScreenReader(screenReader), [session, screenReader]);
  useEffect(() => {
    if (!session) return;
    session.recolour();
    const observer = new MutationObserver(session.recolour);
    observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => observer.disconnect();
  }, [session]);

  if (!session && running) return <Loading>Opening the terminal…</Loading>;
  if (!shown && removed) return <Message icon={IconTerminal2} title={`${name} was removed`} />;
  if (!shown && container.state === "running") return <Loading>Waiting for the engine…</Loading>;
  if (!shown)
    return (
      <Message icon={IconTerminal2} title={`${name} is not running`}>
        Start it to open a terminal in it.
      </Message>
    );
  const line = typeof choice === "string" ? null : { engine, id, name, columns: 80, rows: 24, ...choice };
  const ended = phase.type === "ended" || phase.type === "failed";
  return (
    <div className={styles.tab}>
      <TerminalToolbar
        form={form}
        onForm={setForm}
        attachable={attachable === true}
        problem={typeof choice === "string" ? choice : null}
        phase={phase}
        running={running}
        onConnect={connect}
        onDisconnect={() => session?.disconnect()}
        screenReader={screenReader}
        onScreenReader={setScreenReader}
      />
      <div className={styles.body}>
        <div ref={host} className={styles.host} />
      </div>
      {ended && (
        <div className={styles.ended} role="status" data-failed={phase.type === "failed" || undefined}>
          <span>{endedText(phase)}</span>
          {removed ? (
            <span>The container was removed.</span>
          ) : (
            container.state !== "running" && <span>The container is not running.</span>
          )}
        </div>
      )}
      {line && (
        <div className={styles.foot}>
          <DockerCommand
            command={
              form.mode === "attach"
                ? terminalApi.attach.command!(line)
                : terminalApi.exec.command!({ ...line, command: [...line.command] })
            }
          />
        </div>
      )}
    </div>
  );
}
