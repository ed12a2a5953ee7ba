import { Button } from "@mantine/core";
import { useId, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import styles from "./confirm.module.css";
import { DockerCommand } from "./docker-command.tsx";

interface Question {
  /** Names the object, for example `Remove web-1?`. */
  readonly title: string;
  /** What will be lost, in a sentence or two. */
  readonly body: string;
  /** Names of all objects, where it is more than one. */
  readonly items?: readonly string[];
  readonly command: readonly string[] | readonly (readonly string[])[];
  /** The verb, for example `Remove`. */
  readonly confirmLabel: string;
}

interface Asked extends Question {
  answer(yes: boolean): void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();
function show(question: Asked | null): void {
  asked = question;
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Asks before something is destroyed; resolves to false when the question is closed in any other way than its verb. */
export const confirmDestructive = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    asked?.answer(false);
    show({
      ...question,
      answer: (yes) => {
        show(null);
        resolve(yes);
      },
    });
  });

/** Shows what confirmDestructive asks; once in the page. */
export function ConfirmHost() {
  const question = useSyncExternalStore(subscribe, () => asked);
  return question && <Dialog key={question.title} {...question} />;
}

/** The browser's own modal dialog: Mantine's is always a `dialog`, and this is an `alertdialog`. */
function Dialog({ title, body, items = [], command, confirmLabel, answer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The focus starts here, so Enter alone cancels.
    cancel.current?.focus();
    // Closing gives the focus back to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h2 id={`${id}title`} className={styles.title}>
        {title}
      </h2>
      <p id={`${id}body`}>{body}</p>
      {items.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
        <ul className={styles.items} tabIndex={0} aria-label="Affected">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
      <DockerCommand command={command} />
      <div className={styles.buttons}>
        <Button ref={cancel} variant="default" onClick={() => answer(false)}>
          Cancel
        </Button>
        <Button color="red" onClick={() => answer(true)}>
          {confirmLabel}
        </Button>
      </div>
    </dialog>
  );
}
