import { ActionIcon, TextInput } from "@mantine/core";
import { IconArrowUp, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import form from "../components/form.module.css";
import { inert } from "../components/inert.ts";
import styles from "./path-bar.module.css";

interface PathBarProps {
  /** What stands for the root, for example `/` or a volume's name. */
  readonly root: string;
  /** Names of the folder's path. */
  readonly parts: readonly string[];
  /** The first `depth` names. */
  onGo(depth: number): void;
  /** Takes a path that was typed; without it none can be. */
  onType?(path: string): void;
}

/** Where one is: a way up, a button for every folder above, and a box to type a path into. */
export function PathBar({ root, parts, onGo, onType }: PathBarProps) {
  const [typed, setTyped] = useState<string>();
  if (typed !== undefined && onType)
    return (
      <form
        className={styles.bar}
        onSubmit={(event) => {
          event.preventDefault();
          setTyped(undefined);
          if (typed.trim()) onType(typed.trim());
        }}
      >
        <TextInput
          className={styles.input}
          classNames={{ input: form.mono }}
          aria-label="Path"
          spellCheck={false}
          autoFocus
          value={typed}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          onBlur={() => setTyped(undefined)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            setTyped(undefined);
          }}
        />
      </form>
    );
  return (
    <div className={styles.bar}>
      <ActionIcon
        className={styles.up}
        aria-label="Up"
        title="Up (Backspace)"
        disabled={parts.length === 0}
        onClick={() => onGo(parts.length - 1)}
      >
        <IconArrowUp size={16} aria-hidden />
      </ActionIcon>
      <ol className={styles.crumbs} aria-label="Folder">
        {[root, ...parts].map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a path may have the same name twice
          <li key={at} className={styles.crumb}>
            {at > 1 || (at === 1 && root !== "/") ? <span className={styles.slash}>/</span> : null}
            <button
              type="button"
              className={styles.button}
              aria-current={at === parts.length ? "location" : undefined}
              title={inert(part)}
              onClick={() => onGo(at)}
            >
              <bdi>{inert(part)}</bdi>
            </button>
          </li>
        ))}
      </ol>
      {onType ? (
        <ActionIcon aria-label="Type a path" title="Type a path" onClick={() => setTyped(`/${parts.join("/")}`)}>
          <IconPencil size={15} aria-hidden />
        </ActionIcon>
      ) : null}
    </div>
  );
}
