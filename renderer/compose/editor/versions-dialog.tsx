import { Button, Modal } from "@mantine/core";
import type { ComposeVersion } from "@shared/compose-files.ts";
import { errorShape } from "@shared/errors.ts";
import { useEffect, useState } from "react";
import { api } from "../../api.ts";
import { Ago } from "../../components/ago.tsx";
import form from "../../components/form.module.css";
import { size } from "../../components/format.ts";
import { Loading } from "../../components/state.tsx";
import { Diff } from "./diff.tsx";
import styles from "./editor.module.css";

interface VersionsDialogProps {
  readonly file: string;
  /** What stands in the editor. */
  readonly text: string;
  onUse(text: string): void;
  onClose(): void;
}

/** The texts that saves have replaced, and how each differs from what stands in the editor. */
export function VersionsDialog({ file, text, onUse, onClose }: VersionsDialogProps) {
  const [versions, setVersions] = useState<readonly ComposeVersion[]>();
  const [chosen, setChosen] = useState<{ readonly id: string; readonly text: string }>();
  const [failure, setFailure] = useState("");
  const show = (id: string) =>
    api.composeFiles.version({ file, id }).then(
      (found) => setChosen({ id, text: found }),
      (error) => setFailure(errorShape(error).message),
    );
  useEffect(() => {
    api.composeFiles.versions({ file }).then(setVersions, (error) => setFailure(errorShape(error).message));
  }, [file]);
  return (
    <Modal opened onClose={onClose} title={`Versions of ${file.split(/[\\/]/).at(-1)}`} size={820}>
      <div className={form.form}>
        {failure ? <p role="alert">{failure}</p> : null}
        {!versions ? (
          failure ? null : (
            <Loading>Reading…</Loading>
          )
        ) : versions.length === 0 ? (
          <p className={styles.faint}>
            No save has replaced this file yet. From the first one on, what it replaced is kept here.
          </p>
        ) : (
          <ul className={styles.versions} aria-label="Versions">
            {versions.map(({ id, replaced, size: bytes }) => (
              <li key={id}>
                <Button
                  variant={chosen?.id === id ? "light" : "subtle"}
                  size="compact-sm"
                  aria-pressed={chosen?.id === id}
                  onClick={() => void show(id)}
                >
                  Until {new Date(replaced).toLocaleString()}
                </Button>
                <span className={styles.faint}>
                  <Ago time={replaced} />, {size(bytes)}
                </span>
              </li>
            ))}
          </ul>
        )}
        {chosen ? <Diff key={chosen.id} before={text} after={chosen.text} label="Changes to this version" /> : null}
        <div className={form.buttons}>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            disabled={!chosen || chosen.text === text}
            onClick={() => {
              if (chosen) onUse(chosen.text);
              onClose();
            }}
          >
            Use this version
          </Button>
        </div>
      </div>
    </Modal>
  );
}
