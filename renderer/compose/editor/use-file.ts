import type { ComposeText } from "@shared/compose-files.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, useStream } from "../../api.ts";
import { keepDraft, keptDraft } from "./drafts.ts";

/** A Compose file while it is edited. */
export interface EditedFile {
  /** As it was read when the editor began with it; what a save replaces. */
  readonly disk?: ComposeText;
  readonly error?: ErrorShape;
  /** What stands in the editor. */
  readonly text: string;
  readonly changed: boolean;
  /** The file on the disk is another one by now, and there are changes here; null while it is the same. */
  readonly other: ComposeText | "gone" | null;
  /** The text came from an earlier, unsaved edit. */
  readonly restored: boolean;
  /** Told of what was typed. */
  edit(text: string): void;
  /** Begins again with what is on the disk; `keep` leaves the text as it is. */
  begin(disk: ComposeText, keep?: boolean): void;
}

/** Reads a file and follows it; `onText` is told when the text becomes another one without being typed. */
export function useFile(file: string, onText: (text: string) => void): EditedFile {
  const [disk, setDisk] = useState<ComposeText>();
  const [error, setError] = useState<ErrorShape>();
  const [text, setText] = useState("");
  const [other, setOther] = useState<EditedFile["other"]>(null);
  const [restored, setRestored] = useState(false);
  const tell = useRef(onText);
  tell.current = onText;
  const now = useRef({ disk, text });
  now.current = { disk, text };

  const begin = useCallback((next: ComposeText, keep = false) => {
    setDisk(next);
    setError(undefined);
    setOther(null);
    if (keep) return;
    setRestored(false);
    setText(next.text);
    tell.current(next.text);
  }, []);

  useEffect(() => {
    let current = true;
    api.composeFiles.read({ file }).then(
      (read) => {
        if (!current) return;
        const draft = keptDraft(file);
        begin(read);
        if (!draft || draft.text === read.text) return;
        setText(draft.text);
        setRestored(true);
        // Made from another text: a save must not pass over what came in between.
        if (draft.base !== read.hash) {
          setDisk({ ...read, hash: draft.base });
          setOther(read);
        }
        tell.current(draft.text);
      },
      (thrown) => current && setError(errorShape(thrown)),
    );
    return () => {
      current = false;
    };
  }, [file, begin]);

  useStream(disk ? file : null, () => api.composeFiles.changes({ file }), {
    onBatch: async (hash) => {
      const { disk: seen, text: typed } = now.current;
      if (!seen || hash === seen.hash) return setOther(null);
      if (hash === "") return setOther("gone");
      try {
        const read = await api.composeFiles.read({ file });
        const { disk: latest } = now.current;
        if (!latest || read.hash === latest.hash) return;
        if (typed === latest.text || typed === read.text) begin(read);
        else setOther(read);
      } catch {
        setOther("gone");
      }
    },
  });

  const changed = disk !== undefined && text !== disk.text;
  useEffect(() => {
    if (!disk) return;
    keepDraft(file, changed ? { text, base: disk.hash } : null);
  }, [file, text, changed, disk]);

  return {
    ...(disk ? { disk } : {}),
    ...(error ? { error } : {}),
    text,
    changed,
    other,
    restored: restored && changed,
    edit: setText,
    begin,
  };
}
