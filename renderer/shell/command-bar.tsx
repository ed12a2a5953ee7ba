import { Modal } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { DockerCommand } from "../components/docker-command.tsx";
import styles from "./command-bar.module.css";
import { type Command, useCommands } from "./commands.ts";
import { createOpener } from "./opener.ts";

const opener = createOpener();
/** What had the focus before. */
let before: Element | null = null;

/** Opens the command bar. */
export function openCommandBar(): void {
  if (!document.activeElement?.closest("[role=dialog]")) before = document.activeElement;
  opener.open();
}
function close(): void {
  opener.close();
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

/** Ctrl/Cmd+K: type to go to a page or an object, or to run an action on what is selected. */
export function CommandBar() {
  return (
    // No transition and its own focus: what is typed right after Ctrl+K must not reach the row that had the focus.
    <Modal.Root
      opened={opener.useOpened()}
      onClose={close}
      size={600}
      yOffset="14vh"
      transitionProps={{ duration: 0 }}
      returnFocus={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Command bar">
        <Bar />
      </Modal.Content>
    </Modal.Root>
  );
}

function Bar() {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const commands = useCommands(typed);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const base = useId();
  const chosen = commands[Math.min(at, commands.length - 1)];
  const index = chosen ? commands.indexOf(chosen) : -1;

  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when another line is chosen
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [index]);

  const run = (command: Command) => {
    close();
    // After the bar has given the focus back, so that a dialog that opens next can take and return it.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = commands.length - 1;
    if (event.key === "ArrowDown") setAt(index >= last ? 0 : index + 1);
    else if (event.key === "ArrowUp") setAt(index <= 0 ? last : index - 1);
    else if (event.key === "Enter" && chosen && !event.nativeEvent.isComposing) run(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.bar}>
      <input
        ref={input}
        data-autofocus
        className={styles.input}
        role="combobox"
        aria-label="Search pages, objects and actions"
        aria-expanded="true"
        aria-controls={`${base}list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `${base}${index}` : undefined}
        placeholder="Go to a page or an object, or run an action"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${base}list`} role="listbox" aria-label="Results" className={styles.list}>
        {commands.map((command, position) => (
          <Line
            key={command.id}
            id={`${base}${position}`}
            command={command}
            heading={command.group !== commands[position - 1]?.group}
            chosen={position === index}
            onChoose={() => setAt(position)}
            onRun={() => run(command)}
          />
        ))}
      </div>
      {commands.length === 0 && (
        <p role="status" className={styles.nothing}>
          Nothing matches “{typed}”.
        </p>
      )}
      {chosen?.lines && chosen.lines.length > 0 && (
        <div className={styles.command}>
          <DockerCommand command={chosen.lines} />
        </div>
      )}
    </div>
  );
}

interface LineProps {
  readonly id: string;
  readonly command: Command;
  readonly heading: boolean;
  readonly chosen: boolean;
  onChoose(): void;
  onRun(): void;
}

function Line({
  id,
  command: { group, label, note, keys, icon: Picture },
  heading,
  chosen,
  onChoose,
  onRun,
}: LineProps) {
  return (
    <>
      {heading && (
        <div role="presentation" className={styles.group}>
          {group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and takes the keys */}
      <div
        id={id}
        role="option"
        aria-selected={chosen}
        tabIndex={-1}
        className={styles.line}
        onMouseMove={onChoose}
        onClick={onRun}
      >
        <Picture size={16} stroke={1.7} aria-hidden="true" />
        <span className={styles.label}>{label}</span>
        {note && <span className={styles.note}>{note}</span>}
        {keys && (
          <span className={styles.keys} aria-hidden="true">
            {keys}
          </span>
        )}
      </div>
    </>
  );
}
