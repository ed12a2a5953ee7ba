import { Button, Modal } from "@mantine/core";
import { composeWords } from "@shared/compose.ts";
import type { ComposeText } from "@shared/compose-files.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useState } from "react";
import { api } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import form from "../../components/form.module.css";
import { notifyDone } from "../../components/notices.tsx";
import { askTrust } from "../trust.ts";
import { Diff } from "./diff.tsx";
import styles from "./editor.module.css";
import { Planned } from "./planned.tsx";
import type { Checked, Edited } from "./use-check.ts";

interface SaveDialogProps {
  readonly edited: Edited;
  readonly disk: ComposeText;
  readonly text: string;
  readonly checked: Checked | undefined;
  onSaved(saved: ComposeText): void;
  onClose(): void;
}

/** Shows what a save changes in the file and what an `up` would then do; Compose judges the text before it is written. */
export function SaveDialog({ edited, disk, text, checked, onSaved, onClose }: SaveDialogProps) {
  const { file, name, source } = edited;
  const short = file.split(/[\\/]/).at(-1) ?? file;
  const [failure, setFailure] = useState<ErrorShape>();
  const [busy, setBusy] = useState(false);
  const current = checked?.text === text ? checked : undefined;

  const save = async (judge: boolean) => {
    setBusy(true);
    setFailure(undefined);
    try {
      if (!judge) {
        onSaved(await api.composeFiles.saveUnjudged({ file, text, base: disk.hash }));
        notifyDone(`Saved ${short}. Compose was not asked about it.`);
        return onClose();
      }
      const draft = { ...edited, text };
      const check = await api.composeFiles.check(draft);
      const agree = () => api.composeFiles.trust({ ...draft, hash: check.hash });
      if (!(await askTrust({ ...check, name, source, directory: source.directory }, agree))) return setBusy(false);
      const { judged, ...saved } = await api.composeFiles.save({ ...draft, base: disk.hash });
      onSaved(saved);
      notifyDone(
        judged ? `Saved ${short}.` : `Saved ${short}. Docker Compose was not found, so nothing has judged it.`,
      );
      onClose();
    } catch (error) {
      setFailure(errorShape(error));
      setBusy(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={`Save ${short}`} size={820}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save(true);
        }}
      >
        <Diff before={disk.text} after={text} label={`Changes in ${short}`} />
        {current?.changes ? <Planned changes={current.changes} /> : null}
        {failure ? (
          <div role="alert" className={styles.failure}>
            {failure.message}
            {failure.detail && failure.detail !== failure.message ? <pre>{failure.detail}</pre> : null}
          </div>
        ) : null}
        <DockerCommand command={composeWords({ name, source }, "config", "--quiet")} />
        <p className={styles.faint}>
          Compose reads the text with this line before it is written. What is on the disk now is kept as a version.
        </p>
        <div className={form.buttons}>
          {failure && failure.code !== "CONFLICT" ? (
            <Button variant="default" loading={busy} onClick={() => void save(false)}>
              Save anyway
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" data-autofocus loading={busy}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
