import { ActionIcon, Button, SegmentedControl, Select, TextInput, Tooltip } from "@mantine/core";
import { IconAccessible } from "@tabler/icons-react";
import type { TerminalChoice, TerminalPhase } from "./phase.ts";
import styles from "./terminal.module.css";

/** What the user has chosen; `custom` is the text of an own command. */
export interface TerminalForm {
  readonly mode: TerminalChoice["mode"];
  readonly shell: "" | "bash" | "sh" | "ash" | "custom";
  readonly custom: string;
  readonly user: string;
}

interface TerminalToolbarProps {
  readonly form: TerminalForm;
  readonly onForm: (form: TerminalForm) => void;
  /** Whether the container was run with `-it`. */
  readonly attachable: boolean;
  readonly problem: string | null;
  readonly phase: TerminalPhase;
  readonly running: boolean;
  readonly onConnect: () => void;
  readonly onDisconnect: () => void;
  readonly screenReader: boolean;
  readonly onScreenReader: (on: boolean) => void;
}

const shells = [
  { value: "", label: "Default shell" },
  { value: "bash", label: "bash" },
  { value: "sh", label: "sh" },
  { value: "ash", label: "ash" },
  { value: "custom", label: "Own command" },
];

/** Which process, which shell, which user; and the button that connects. */
export function TerminalToolbar(props: TerminalToolbarProps) {
  const { form, onForm, phase, problem, running, screenReader } = props;
  const open = phase.type === "open";
  return (
    <form
      className={styles.toolbar}
      aria-label="Terminal"
      onSubmit={(event) => {
        event.preventDefault();
        if (open) props.onDisconnect();
        else props.onConnect();
      }}
    >
      {props.attachable && (
        <SegmentedControl
          aria-label="What to connect to"
          value={form.mode}
          onChange={(mode) => onForm({ ...form, mode: mode as TerminalForm["mode"] })}
          data={[
            { value: "attach", label: "Attach" },
            { value: "exec", label: "New shell" },
          ]}
        />
      )}
      {form.mode === "exec" && (
        <>
          <Select
            aria-label="Shell"
            className={styles.shell}
            data={shells}
            value={form.shell}
            onChange={(shell) => onForm({ ...form, shell: (shell ?? "") as TerminalForm["shell"] })}
          />
          {form.shell === "custom" && (
            <TextInput
              aria-label="Command"
              className={styles.command}
              placeholder="python3 -q"
              value={form.custom}
              error={problem !== null && form.custom !== ""}
              title={problem ?? undefined}
              onChange={({ currentTarget }) => onForm({ ...form, custom: currentTarget.value })}
            />
          )}
          <TextInput
            aria-label="User"
            className={styles.user}
            placeholder="Default user"
            value={form.user}
            onChange={({ currentTarget }) => onForm({ ...form, user: currentTarget.value })}
          />
        </>
      )}
      <Button
        type="submit"
        variant={open ? "default" : "filled"}
        loading={phase.type === "connecting"}
        disabled={!running || (!open && problem !== null)}
      >
        {open
          ? form.mode === "attach"
            ? "Detach"
            : "Disconnect"
          : phase.type === "ended" || phase.type === "failed"
            ? "Reconnect"
            : "Connect"}
      </Button>
      <span className={styles.spring} />
      <Tooltip label="Screen reader mode">
        <ActionIcon
          aria-label="Screen reader mode"
          aria-pressed={screenReader}
          className={styles.toggle}
          onClick={() => props.onScreenReader(!screenReader)}
        >
          <IconAccessible size={16} />
        </ActionIcon>
      </Tooltip>
    </form>
  );
}
