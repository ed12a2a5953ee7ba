import { Button } from "@mantine/core";
import type { ComposeText } from "@shared/compose-files.ts";
import { IconArrowBarUp, IconDeviceFloppy, IconHistory } from "@tabler/icons-react";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { confirmDestructive } from "../../components/confirm.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useImages } from "../../inventory.ts";
import { askUpOf } from "../up-dialog.tsx";
import { Banners } from "./banners.tsx";
import { keepDraft } from "./drafts.ts";
import styles from "./editor.module.css";
import { SaveDialog } from "./save-dialog.tsx";
import { Side, shownProblems } from "./side.tsx";
import { openTextEditor, type TextEditor } from "./text-editor.ts";
import { type Edited, useCheck } from "./use-check.ts";
import { useFile } from "./use-file.ts";
import { VersionsDialog } from "./versions-dialog.tsx";

interface FileEditorProps {
  readonly edited: Edited;
  readonly live: boolean;
  /** Changes whenever the project's containers do: what an `up` would do is then asked again. */
  readonly turn: unknown;
  /** Puts the buttons where the page has them. */
  frame(buttons: ReactNode, children: ReactNode): ReactNode;
}

/** The editor of one file. */
export function FileEditor({ edited, live, turn, frame }: FileEditorProps) {
  const { file, engine, name, source } = edited;
  const short = file.split(/[\\/]/).at(-1) ?? file;
  const editor = useRef<TextEditor>(undefined);
  const place = useRef<HTMLDivElement>(null);
  const [dialog, setDialog] = useState<"save" | "versions" | null>(null);
  const edit = useFile(file, (text) => {
    if (editor.current && editor.current.view.state.doc.toString() !== text) editor.current.replace(text, false);
  });
  const { disk, text, changed } = edit;
  const checked = useCheck(edited, disk && text, live, turn);
  const problems = checked ? shownProblems(checked, file) : [];
  const images = useImages().rows;
  const latest = useRef({ edit, images, save: () => {} });
  const save = () => changed && disk?.writable && setDialog("save");
  latest.current = { edit, images, save };

  const ready = disk !== undefined;
  const readOnly = disk ? !disk.writable : true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for a file; its text is told to it.
  useEffect(() => {
    if (!ready || !place.current) return;
    const opened = openTextEditor(place.current, {
      text: latest.current.edit.text,
      label: `Text of ${short}`,
      readOnly,
      names: () => ({ images: latest.current.images.flatMap(({ tags }) => tags) }),
      onChange: (next) => latest.current.edit.edit(next),
      onSave: () => latest.current.save(),
    });
    editor.current = opened;
    opened.view.focus();
    return () => {
      editor.current = undefined;
      opened.view.destroy();
    };
  }, [ready, readOnly, file]);

  useEffect(() => {
    const view = editor.current?.view;
    if (!checked || !view || view.state.doc.toString() !== checked.text) return;
    const { doc } = view.state;
    const others = shownProblems(checked, file).filter(({ line, place: at }) => line && at && line <= doc.lines);
    const own = new Set(checked.own.map(({ line }) => line));
    editor.current?.show(
      [
        ...checked.own,
        ...others
          .filter(({ line }) => !own.has(line!))
          .map(({ line, column = 1, message, severity }) => {
            const { from, to } = doc.line(line!);
            return { from: Math.min(to, from + column - 1), to, severity, message };
          }),
      ],
      checked.check?.values ?? [],
    );
  }, [checked, file]);

  useBlocker({
    disabled: !changed,
    enableBeforeUnload: false,
    shouldBlockFn: async () => {
      const leave = await confirmDestructive({
        title: `Discard the changes in ${short}?`,
        body: "They were not saved. Cancel goes back to the editor.",
        command: [],
        confirmLabel: "Discard changes",
      });
      if (leave) keepDraft(file, null);
      return !leave;
    },
  });

  if (edit.error) return frame(null, <Message title={`${short} cannot be edited here`}>{edit.error.message}</Message>);
  const begin = (next: ComposeText, keep?: boolean) => edit.begin(next, keep);
  const buttons = (
    <>
      <Button
        variant="default"
        leftSection={<IconHistory size={15} aria-hidden />}
        disabled={!disk}
        onClick={() => setDialog("versions")}
      >
        Versions
      </Button>
      <Button
        variant="default"
        leftSection={<IconArrowBarUp size={15} aria-hidden />}
        disabled={changed || !disk || !live}
        onClick={() => void askUpOf({ engine, name, source })}
      >
        Up
      </Button>
      <Button
        leftSection={<IconDeviceFloppy size={15} aria-hidden />}
        disabled={!changed || !disk?.writable}
        onClick={save}
      >
        Save
      </Button>
    </>
  );
  return frame(
    buttons,
    <div className={styles.page}>
      <Banners edit={edit} short={short} onBegin={begin} />
      {disk ? null : <Loading>Reading…</Loading>}
      <div className={styles.work}>
        <div className={styles.text}>
          <div ref={place} className={styles.editor} />
          <div className={styles.foot}>
            <span title={file}>{file}</span>
            <span>{changed ? "Not saved" : "As on the disk"}</span>
            {disk ? <span>{disk.lineEndings}</span> : null}
            <span>Esc, then Tab leaves the text</span>
          </div>
        </div>
        <Side
          checked={checked}
          problems={problems}
          live={live}
          onGo={(line, column) => editor.current?.goTo(line, column)}
        />
      </div>
      {dialog === "save" && disk ? (
        <SaveDialog
          edited={edited}
          disk={disk}
          text={text}
          checked={checked}
          onSaved={(saved) => begin(saved)}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "versions" ? (
        <VersionsDialog
          file={file}
          text={text}
          onUse={(version) => editor.current?.replace(version)}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </div>,
  );
}
