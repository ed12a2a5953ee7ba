import { Button, Modal } from "@mantine/core";
import { useSyncExternalStore } from "react";
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

let asked: (Question & { answer(yes: boolean): void }) | null = null;
const listeners = new Set<() => void>();
function show(question: typeof asked): void {
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
  return (
    <Modal.Root opened={question !== null} onClose={() => question?.answer(false)} size={480} yOffset="16vh">
      <Modal.Overlay />
      {question && (
        <Modal.Content role="alertdialog">
          <Modal.Header>
            <Modal.Title>{question.title}</Modal.Title>
          </Modal.Header>
          <Modal.Body className={styles.body}>
            <p>{question.body}</p>
            {question.items && question.items.length > 0 && (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
              <ul className={styles.items} tabIndex={0} aria-label="Affected">
                {question.items.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            )}
            <DockerCommand command={question.command} />
            <div className={styles.buttons}>
              {/* The focus starts here, so Enter alone cancels. */}
              <Button data-autofocus variant="default" onClick={() => question.answer(false)}>
                Cancel
              </Button>
              <Button color="red" onClick={() => question.answer(true)}>
                {question.confirmLabel}
              </Button>
            </div>
          </Modal.Body>
        </Modal.Content>
      )}
    </Modal.Root>
  );
}
