import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useCopy } from "../components/copy.ts";
import styles from "./inspect.module.css";
import { JsonLine } from "./json-text.tsx";
import { masked } from "./secrets.ts";

/** The raw answer as text, searchable by line. Secrets stay masked until they are revealed; copying takes them along. */
export function JsonPane({ value, revealed }: { value: unknown; revealed: boolean }) {
  const { copied, copy } = useCopy();
  const [query, setQuery] = useState("");
  const [place, setPlace] = useState(0);
  const text = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => JSON.stringify(revealed ? value : masked(value), null, 2).split("\n"), [value, revealed]);
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    return wanted === "" ? [] : lines.flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [index] : []));
  }, [lines, query]);
  const current = found[place];
  const marked = new Set(found);

  useEffect(() => {
    if (current !== undefined) text.current?.children[current]?.scrollIntoView({ block: "center" });
  }, [current]);
  const step = (by: number) =>
    setPlace((before) => (found.length === 0 ? 0 : (before + by + found.length) % found.length));

  return (
    <section className={styles.pane} aria-label="JSON">
      <div className={styles.paneHead}>
        <TextInput
          className={styles.search}
          type="search"
          aria-label="Search JSON"
          placeholder="Search JSON"
          leftSection={<IconSearch size={14} />}
          value={query}
          onChange={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setPlace(0);
          }}
          onKeyDown={(event) => event.key === "Enter" && step(event.shiftKey ? -1 : 1)}
        />
        {query.trim() !== "" && (
          <>
            <span role="status" className={styles.count}>
              {found.length === 0 ? "No line" : `${place + 1} of ${found.length}`}
            </span>
            <Tooltip label="Previous match">
              <ActionIcon aria-label="Previous match" onClick={() => step(-1)}>
                <IconChevronUp size={16} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Next match">
              <ActionIcon aria-label="Next match" onClick={() => step(1)}>
                <IconChevronDown size={16} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        <span className={styles.spring} />
        <Button variant="default" onClick={() => copy(JSON.stringify(value, null, 2))}>
          {copied ? "Copied" : "Copy JSON"}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <pre ref={text} className={styles.json} tabIndex={0}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity
          <JsonLine key={index} text={line} found={marked.has(index)} current={index === current} />
        ))}
      </pre>
    </section>
  );
}
