import { Button, Modal } from "@mantine/core";
import type { ComposeText } from "@shared/compose-files.ts";
import { useState } from "react";
import { Diff } from "./diff.tsx";
import styles from "./editor.module.css";
import type { EditedFile } from "./use-file.ts";

interface BannersProps {
  readonly edit: EditedFile;
  readonly short: string;
  onBegin(disk: ComposeText, keep?: boolean): void;
}

/** What has to be decided before this text can be saved: the file is another one by now, is gone, or may not be written. */
export function Banners({ edit: { disk, other, text, restored }, short, onBegin }: BannersProps) {
  const [comparing, setComparing] = useState(false);
  return (
    <>
      {other === "gone" ? (
        <div role="alert" className={styles.banner}>
          <span>{short} is not on the disk any more. The text here is kept; copy it, or put the file back.</span>
        </div>
      ) : other ? (
        <div role="alert" className={styles.banner}>
          <span>Another program has changed {short} since you began. Nothing is lost: choose what to go on with.</span>
          <Button size="compact-sm" variant="default" onClick={() => setComparing(true)}>
            Compare
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => onBegin(other)}>
            Take the disk’s
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => onBegin(other, true)}>
            Keep mine
          </Button>
        </div>
      ) : null}
      {disk && !disk.writable ? (
        <div role="status" className={styles.banner}>
          <span>You may read {short}, and not write it or its folder.</span>
        </div>
      ) : null}
      {restored && disk && other === null ? (
        <div role="status" className={styles.banner}>
          <span>These changes were left unsaved the last time.</span>
          <Button size="compact-sm" variant="default" onClick={() => onBegin(disk)}>
            Discard them
          </Button>
        </div>
      ) : null}
      {comparing && other && other !== "gone" ? (
        <Modal
          opened
          onClose={() => setComparing(false)}
          title={`${short} on the disk, and what you have here`}
          size={820}
        >
          <Diff before={other.text} after={text} label="From the disk's text to yours" />
        </Modal>
      ) : null}
    </>
  );
}
