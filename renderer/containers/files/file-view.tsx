import { Button } from "@mantine/core";
import { type FileText, mostText } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { IconArrowLeft, IconDownload, IconFileUnknown } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, useStream } from "../../api.ts";
import { size } from "../../components/format.ts";
import { inert } from "../../components/inert.ts";
import { Loading, Message } from "../../components/state.tsx";
import styles from "./files.module.css";

interface FileViewProps {
  readonly container: ContainerRef;
  readonly path: string;
  readonly live: boolean;
  onClose(): void;
  onDownload(): void;
}

/** Line by line: a line's end is the only control character beside tabs that means anything here. */
const shown = (text: string): string =>
  text
    .split("\n")
    .map((line) => inert(line.endsWith("\r") ? line.slice(0, -1) : line))
    .join("\n");

/** The start of one file as text, whatever bytes it holds; nothing in it can act. */
export function FileView({ container, path, live, onClose, onDownload }: FileViewProps) {
  const [file, setFile] = useState<FileText>();
  const [failure, setFailure] = useState<ErrorShape>();
  const { engine, id, name } = container;
  const place = useRef<HTMLElement>(null);
  useStream(`${engine} ${id} ${path}`, () => api.containerFiles.text({ engine, id, name, path }), {
    onBatch: setFile,
    onEnd: (error) => error && setFailure(errorShape(error)),
  });
  // The keyboard comes along: the arrow keys scroll, Backspace or Escape leads back.
  useEffect(() => place.current?.focus(), []);
  const takeFocus = useCallback((text: HTMLElement | null) => {
    if (text && document.activeElement === place.current) text.focus();
  }, []);
  const own = inert(path.slice(path.lastIndexOf("/") + 1));
  return (
    <section
      ref={place}
      aria-label={`File ${own}`}
      tabIndex={-1}
      className={styles.view}
      onKeyDown={(event) => {
        if (event.key !== "Escape" && event.key !== "Backspace") return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.head}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={onClose}
        >
          Back
        </Button>
        <span className={styles.title} title={inert(path)}>
          <bdi>{own}</bdi>
        </span>
        {file ? (
          <span role="status" className={styles.facts}>
            {[
              file.size === undefined ? "" : size(file.size),
              file.cut && !file.binary ? `the first ${size(mostText)} are shown` : "",
            ]
              .filter(Boolean)
              .join(", ")}
          </span>
        ) : null}
        <span className={styles.end}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            disabled={!live}
            onClick={onDownload}
          >
            Download
          </Button>
        </span>
      </div>
      {failure ? (
        <Message title="This file cannot be shown" actions={<Button onClick={onClose}>Back to the folder</Button>}>
          {inert(failure.message)}
        </Message>
      ) : !file ? (
        <Loading>Reading the file…</Loading>
      ) : file.binary ? (
        <Message icon={IconFileUnknown} title="A binary file" actions={<Button onClick={onDownload}>Download</Button>}>
          It holds bytes that are no text. Download it to open it with a program of your own.
        </Message>
      ) : file.text === "" ? (
        <Message title="This file is empty" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
        <pre ref={takeFocus} className={styles.text} tabIndex={0}>
          {shown(file.text)}
        </pre>
      )}
    </section>
  );
}
