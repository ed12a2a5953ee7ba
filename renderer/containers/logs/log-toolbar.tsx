import { ActionIcon, Button, Menu, Text, TextInput, Tooltip } from "@mantine/core";
import {
  IconArrowBarToDown,
  IconChevronDown,
  IconChevronUp,
  IconClock,
  IconCopy,
  IconDeviceFloppy,
  IconEraser,
  IconFilter,
  IconLetterCase,
  IconRegex,
  IconSearch,
  IconTextWrap,
} from "@tabler/icons-react";
import type { ReactNode, Ref } from "react";
import styles from "./logs.module.css";
import type { Query } from "./search.ts";
import type { TimestampStyle } from "./times.ts";

export interface LogOptions {
  readonly times: TimestampStyle;
  readonly wrap: boolean;
}

interface LogToolbarProps {
  readonly query: Query;
  readonly onQuery: (query: Query) => void;
  readonly searchBox: Ref<HTMLInputElement>;
  /** For example `3 of 1,204 lines`. */
  readonly found: string;
  readonly problem: string | null;
  readonly filtered: boolean;
  readonly onFiltered: (filtered: boolean) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly options: LogOptions;
  readonly onOptions: (options: LogOptions) => void;
  readonly following: boolean;
  readonly onFollow: () => void;
  readonly onCopy: () => void;
  readonly onSave: () => void;
  readonly onClear: () => void;
}

function Toggle({
  label,
  on,
  onToggle,
  children,
}: {
  label: string;
  on: boolean;
  onToggle: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} aria-pressed={on} className={styles.toggle} onClick={onToggle}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Push({
  label,
  disabled,
  onPush,
  children,
}: {
  label: string;
  disabled?: boolean;
  onPush: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={disabled ?? false} onClick={onPush}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

const zones: Readonly<Record<TimestampStyle, string>> = { off: "Off", local: "Local time", utc: "UTC" };

/** Search at the left, what is shown and what can be taken along at the right. */
export function LogToolbar(props: LogToolbarProps) {
  const { query, onQuery, options, onOptions, problem } = props;
  const searching = query.text !== "";
  return (
    <div className={styles.toolbar}>
      <TextInput
        ref={props.searchBox}
        className={styles.search}
        type="search"
        aria-label="Search the log"
        placeholder="Search"
        leftSection={<IconSearch size={14} />}
        value={query.text}
        error={problem !== null}
        onChange={({ currentTarget }) => onQuery({ ...query, text: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter") props.onStep(event.shiftKey ? -1 : 1);
          if (event.key === "Escape" && searching) {
            event.stopPropagation();
            onQuery({ ...query, text: "" });
          }
        }}
        rightSectionWidth={60}
        rightSection={
          <div className={styles.inside}>
            <Toggle
              label="Match case"
              on={query.caseSensitive}
              onToggle={() => onQuery({ ...query, caseSensitive: !query.caseSensitive })}
            >
              <IconLetterCase size={15} />
            </Toggle>
            <Toggle
              label="Regular expression"
              on={query.regex}
              onToggle={() => onQuery({ ...query, regex: !query.regex })}
            >
              <IconRegex size={15} />
            </Toggle>
          </div>
        }
      />
      {searching && (
        <>
          <Push label="Previous match" onPush={() => props.onStep(-1)}>
            <IconChevronUp size={16} />
          </Push>
          <Push label="Next match" onPush={() => props.onStep(1)}>
            <IconChevronDown size={16} />
          </Push>
          <Toggle label="Only matching lines" on={props.filtered} onToggle={() => props.onFiltered(!props.filtered)}>
            <IconFilter size={16} />
          </Toggle>
          <Text
            role="status"
            size="xs"
            c={problem ? "red" : "dimmed"}
            className={styles.found}
            title={problem ?? undefined}
          >
            {problem ?? props.found}
          </Text>
        </>
      )}
      <span className={styles.spring} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label="Timestamps">
            <ActionIcon
              aria-label="Timestamps"
              className={styles.toggle}
              data-on={options.times !== "off" || undefined}
            >
              <IconClock size={16} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.RadioGroup
            value={options.times}
            onChange={(times) => onOptions({ ...options, times: times as TimestampStyle })}
          >
            {Object.entries(zones).map(([times, label]) => (
              <Menu.RadioItem key={times} value={times}>
                {label}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Dropdown>
      </Menu>
      <Toggle label="Wrap lines" on={options.wrap} onToggle={() => onOptions({ ...options, wrap: !options.wrap })}>
        <IconTextWrap size={16} />
      </Toggle>
      <Push label="Copy log" onPush={props.onCopy}>
        <IconCopy size={16} />
      </Push>
      <Push label="Save log" onPush={props.onSave}>
        <IconDeviceFloppy size={16} />
      </Push>
      <Push label="Clear view" onPush={props.onClear}>
        <IconEraser size={16} />
      </Push>
      <Button
        variant={props.following ? "light" : "filled"}
        aria-pressed={props.following}
        leftSection={<IconArrowBarToDown size={15} />}
        onClick={props.onFollow}
      >
        Follow
      </Button>
    </div>
  );
}
