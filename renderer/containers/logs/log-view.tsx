import { useLocalStorage } from "@mantine/hooks";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { DockerCommand } from "../../components/docker-command.tsx";
import { notifyDone, notifyError } from "../../components/notices.tsx";
import "../../theme/ansi.css";
import { visibleText } from "./ansi.ts";
import type { LogLine } from "./line-buffer.ts";
import { LogBanner, LogExtent } from "./log-banner.tsx";
import { LogLines, type LogLinesHandle, type RowSource } from "./log-lines.tsx";
import type { LogSession } from "./log-session.ts";
import { type LogOptions, LogToolbar } from "./log-toolbar.tsx";
import styles from "./logs.module.css";
import type { Query, Search } from "./search.ts";
import { SelectedLine } from "./selected-line.tsx";
import { copyLog, saveLog } from "./take-along.ts";

/** Lines that a selection shows and copies at most. */
const mostSelected = 10_000;

const noQuery: Query = { text: "", regex: false, caseSensitive: false };

function found({ matches, progress }: Search, current: number | null): string {
  const count = matches.end - matches.start;
  const total = `${count.toLocaleString()} ${count === 1 ? "line" : "lines"}`;
  const place = current === null ? -1 : matches.indexFrom(current);
  const position =
    place >= 0 && matches.at(place) === current ? `${(place - matches.start + 1).toLocaleString()} of ` : "";
  return `${position}${total}${progress() < 1 ? `, ${Math.floor(progress() * 100)} % searched` : ""}`;
}

interface LogViewProps {
  readonly session: LogSession;
  readonly search: Search;
  /** Name of the log, and of the file it is saved to. */
  readonly name: string;
  readonly live: boolean;
  /** What wrote it is gone. */
  readonly removed?: boolean;
  /** Why there is not a single line. */
  readonly empty: string;
  /** Words after `docker`. */
  readonly command: readonly string[];
}

/** A log, live: followed, searched, and kept readable when what writes it or the engine goes away. */
export function LogView({ session, search, name, live, removed = false, empty: emptyText, command }: LogViewProps) {
  const { buffer } = session;
  const [options, setOptions] = useLocalStorage<LogOptions>({
    key: "log-options",
    defaultValue: { times: "off", wrap: false },
    getInitialValueInEffect: false,
  });
  const [query, setQuery] = useState(noQuery);
  const [filtered, setFiltered] = useState(false);
  const [follow, setFollow] = useState(true);
  const [current, setCurrent] = useState<number | null>(null);
  const [selected, setSelected] = useState<readonly [number, number] | null>(null);
  const lines = useRef<LogLinesHandle>(null);
  const searchBox = useRef<HTMLInputElement>(null);

  const { matches } = search;
  const filtering = filtered && search.query !== null && search.problem === null;
  const lineAt = useMemo(() => {
    if (!filtering) return (seq: number) => buffer.line(seq);
    return (index: number): LogLine | undefined => buffer.line(matches.at(index) ?? Number.NaN);
  }, [filtering, matches, buffer]);
  const rows: RowSource = filtering
    ? { start: matches.start, end: matches.end, line: lineAt }
    : { start: buffer.first, end: buffer.end, line: lineAt };

  const goTo = (seq: number) => lines.current?.goTo(filtering ? matches.indexFrom(seq) : seq);
  function step(direction: 1 | -1): void {
    if (matches.end === matches.start) return;
    const here = current ?? (direction === 1 ? buffer.first - 1 : buffer.end);
    const next = direction === 1 ? matches.indexFrom(here + 1) : matches.indexFrom(here) - 1;
    // Past the last one it begins again at the first, as in an editor.
    const seq = matches.at(next) ?? matches.at(direction === 1 ? matches.start : matches.end - 1);
    if (seq === undefined) return;
    setCurrent(seq);
    goTo(seq);
  }
  function ask(next: Query): void {
    setQuery(next);
    setCurrent(null);
    search.set(next);
  }
  function filter(on: boolean): void {
    setFiltered(on);
    if (current !== null) lines.current?.goTo(on ? matches.indexFrom(current) : current);
    else setFollow(true);
  }
  const selection = useMemo(() => {
    if (!selected) return [];
    const last = Math.min(selected[1], selected[0] + mostSelected - 1);
    const all: LogLine[] = [];
    for (let seq = selected[0]; seq <= last; seq++) {
      const line = buffer.line(seq);
      if (line) all.push(line);
    }
    return all;
  }, [selected, buffer]);

  function key(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "f") searchBox.current?.select();
    else if (event.key === "F3") step(event.shiftKey ? -1 : 1);
    else if (command && event.key === "c" && selection.length > 0 && (document.getSelection()?.isCollapsed ?? true))
      navigator.clipboard.writeText(selection.map(({ text }) => visibleText(text)).join("\n")).catch(notifyError);
    else if (event.key === "Escape" && selected) setSelected(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const empty = buffer.end === buffer.first;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that work anywhere in the tab
    <div className={styles.tab} onKeyDown={key}>
      <LogToolbar
        query={query}
        onQuery={ask}
        searchBox={searchBox}
        found={found(search, current)}
        problem={search.problem}
        filtered={filtered}
        onFiltered={filter}
        onStep={step}
        options={options}
        onOptions={setOptions}
        following={follow}
        onFollow={() => setFollow(true)}
        onCopy={() => copyLog(buffer).then(() => notifyDone("The log is on the clipboard."), notifyError)}
        onSave={() => saveLog(buffer, name)}
        onClear={() => {
          session.clear();
          setSelected(null);
          setCurrent(null);
          setFollow(true);
        }}
      />
      <LogBanner session={session} live={live} removed={removed} />
      <div className={styles.body}>
        <LogLines
          ref={lines}
          label={`Log of ${name}`}
          rows={rows}
          follow={follow}
          wrap={options.wrap}
          times={options.times}
          selected={selected}
          current={current}
          ranges={search.ranges}
          onFollow={setFollow}
          onSelect={(seq, extend) =>
            setSelected((before) => {
              if (extend && before) return [Math.min(before[0], seq), Math.max(before[1], seq)];
              return before?.[0] === seq && before[1] === seq ? null : [seq, seq];
            })
          }
          onTop={() => !filtering && session.loadOlder()}
        />
        {empty && <div className={styles.empty}>{live && !removed && emptyText}</div>}
        {!empty && filtering && matches.end === matches.start && search.progress() === 1 && (
          <div className={styles.empty}>No line matches.</div>
        )}
      </div>
      <SelectedLine lines={selection} onClose={() => setSelected(null)} />
      <div className={styles.foot}>
        <LogExtent session={session} />
        <DockerCommand command={command} />
      </div>
    </div>
  );
}
