import { Button, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import form from "../components/form.module.css";
import { notifyError } from "../components/notices.tsx";
import styles from "./transfers.module.css";

interface FileFieldProps {
  readonly value: string;
  readonly error?: ReactNode;
  /** A file that exists, or one to write. */
  readonly kind: "file" | "save";
  /** Of the system's dialog. */
  readonly title: string;
  readonly extensions: string[];
  /** Name of a new file, where the dialog starts. */
  readonly suggested?: string;
  onChange(file: string): void;
}

/** The path of a .tar on this computer, typed or chosen in the system's own dialog. */
export const FileField = ({ value, error, kind, title, extensions, suggested, onChange }: FileFieldProps) => (
  <div className={styles.file}>
    <TextInput
      data-autofocus
      label="File"
      placeholder="/home/me/images.tar"
      spellCheck={false}
      classNames={{ input: form.mono }}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
    <Button
      variant="default"
      onClick={() =>
        api.app
          .choose({ kind, title, extensions, ...(value || suggested ? { path: value || suggested } : {}) })
          .then((chosen) => chosen && onChange(chosen), notifyError)
      }
    >
      Choose…
    </Button>
  </div>
);
