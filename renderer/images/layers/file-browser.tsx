import { Checkbox, CloseButton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ChangeCounts, type FileChange, fileChanges } from "@shared/layers.ts";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { ImageRow } from "../rows.ts";
import { FileTree } from "./file-tree.tsx";
import styles from "./layers.module.css";

interface FileBrowserProps {
  readonly row: ImageRow;
  readonly layer: number;
  readonly instruction: string;
  readonly counts: ChangeCounts;
  /** Main has let go of the image. */
  onForgotten(): void;
}

const labels: Readonly<Record<FileChange, string>> = { added: "Added", changed: "Changed", removed: "Removed" };

/** The files of one layer as a tree, or as a list of what was searched for; of the kinds of change that are ticked. */
export function FileBrowser({ row, layer, instruction, counts, onForgotten }: FileBrowserProps) {
  const [text, setText] = useState("");
  const [searched] = useDebouncedValue(text.trim(), 120);
  const [changes, setChanges] = useState<readonly FileChange[]>(fileChanges);
  return (
    <>
      <p className={styles.subject} title={instruction}>
        <span className={styles.faint}>Layer {layer + 1}</span> <code>{instruction}</code>
      </p>
      <div className={styles.tools}>
        <TextInput
          type="search"
          className={styles.search}
          aria-label="Filter files"
          placeholder="Filter files"
          spellCheck={false}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={text && <CloseButton size="sm" aria-label="Clear file filter" onClick={() => setText("")} />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || !text) return;
            event.preventDefault();
            setText("");
          }}
        />
        {fileChanges.map((change) => (
          <Checkbox
            key={change}
            label={
              <>
                {labels[change]} <span className={styles.amount}>{counts[change].toLocaleString("en")}</span>
              </>
            }
            checked={changes.includes(change)}
            onChange={({ currentTarget: { checked } }) =>
              setChanges((before) => fileChanges.filter((each) => (each === change ? checked : before.includes(each))))
            }
          />
        ))}
      </div>
      <FileTree
        key={`${searched} ${changes.join()}`}
        row={row}
        layer={layer}
        text={searched}
        changes={changes}
        onForgotten={onForgotten}
      />
    </>
  );
}
