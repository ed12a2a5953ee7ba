import { Modal } from "@mantine/core";
import { useOffered } from "../table/offered.ts";
import { modifier } from "./keys.ts";
import { createOpener } from "./opener.ts";
import { pages } from "./pages.ts";
import styles from "./shortcut-help.module.css";

const { open, close, useOpened } = createOpener();
/** Opens the list of all shortcuts. */
export const openShortcutHelp = open;

type Shortcut = readonly [keys: string, does: string];

const everywhere: readonly Shortcut[] = [
  [`${modifier.trim()} K`, "Command bar"],
  ["?", "Keyboard shortcuts"],
  ["/", "Filter the list"],
  ["Esc", "Close details, menus and dialogs"],
];
const goTo: readonly Shortcut[] = pages.map(({ key, label }) => [`g ${key}`, label]);
const inLists: readonly Shortcut[] = [
  ["↑ ↓", "Next and previous row"],
  ["Home End", "First and last row"],
  ["Enter", "Open details"],
  ["Space", "Select the row"],
  ["Shift ↑ ↓", "Select more rows"],
  [`${modifier.trim()} A`, "Select all rows"],
  ["Shift F10", "Actions for the row"],
];

/** `?`: every key that does something, read from the actions of the page on the screen. */
export function ShortcutHelp() {
  const offered = useOffered();
  const actions: Shortcut[] = (offered?.actions ?? []).flatMap(({ shortcut, label }) =>
    shortcut ? [[keyName(shortcut), label] as const] : [],
  );
  return (
    <Modal opened={useOpened()} onClose={close} title="Keyboard shortcuts" size={680}>
      {/* Takes the focus, so that the close button is not framed at once. */}
      <div className={styles.groups} tabIndex={-1} data-autofocus>
        <Group title="Everywhere" shortcuts={everywhere} />
        <Group title="Go to" shortcuts={goTo} />
        <Group title="In lists" shortcuts={inLists} />
        {actions.length > 0 && <Group title={`On a row of ${offered?.label}`} shortcuts={actions} />}
      </div>
    </Modal>
  );
}

const keyName = (key: string) =>
  key === "Delete" ? "Del" : key.length === 1 && key !== key.toLowerCase() ? `Shift ${key}` : key;

function Group({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.list}>
        {shortcuts.map(([keys, does]) => (
          <div key={keys + does} className={styles.line}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
