import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useCopy } from "../../components/copy.ts";
import { visibleText } from "./ansi.ts";
import type { LogLine } from "./line-buffer.ts";
import styles from "./logs.module.css";
import { formatTime, showTime } from "./times.ts";

/** Characters that are laid out at once; all of them are copied. */
const longest = 200_000;

/** A line of JSON is easier to read with its fields under each other. */
function spread(text: string): string {
  if (!/^\s*[{[]/.test(text) || text.length > longest) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The selected line in full: wrapped, with its exact time, JSON spread out. */
export function SelectedLine({ lines, onClose }: { lines: readonly LogLine[]; onClose: () => void }) {
  const { copied, copy } = useCopy();
  const [line] = lines;
  if (!line) return null;
  const raw = lines.map(({ text }) => visibleText(text)).join("\n");
  const shown = lines.length === 1 ? spread(raw) : raw;
  return (
    <section className={styles.line} aria-label="Selected line">
      <div className={styles.lineHead}>
        <span>{lines.length === 1 ? line.kind : `${lines.length.toLocaleString()} lines`}</span>
        <span title={formatTime(line)}>{showTime(line, "local")}</span>
        <span>{showTime(line, "utc")}</span>
        <span className={styles.spring} />
        <Button variant="subtle" onClick={() => copy(raw)}>
          {copied ? "Copied" : lines.length === 1 ? "Copy line" : "Copy lines"}
        </Button>
        <Tooltip label="Close">
          <ActionIcon aria-label="Close selected line" onClick={onClose}>
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <pre className={styles.lineText} tabIndex={0}>
        {shown.slice(0, longest)}
        {shown.length > longest && "\n…"}
      </pre>
    </section>
  );
}
