import { Button, Checkbox } from "@mantine/core";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { type Plan, typedRight } from "@shared/plans.ts";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createAsking } from "../asking.ts";
import { notifyDone } from "../components/notices.tsx";
import { Loading } from "../components/state.tsx";
import { PlanTable } from "./plan-table.tsx";
import styles from "./plans.module.css";
import { createRemoval } from "./removal.ts";
import { RemovalResult } from "./result.tsx";
import { firstTicks, goingRows } from "./ticks.ts";
import { PlanTotal, RowCommands, TypeToConfirm } from "./totals.tsx";

/** What is asked before something is removed. */
export interface RemovalQuestion {
  /** Names the object, for example `Remove web-1?`. */
  readonly title: string;
  /** What is lost, in a sentence or two. */
  readonly body?: string;
  /** The button's verb, with the number of rows where it is not told: `Remove 3 items`. */
  readonly verb?: string;
  /** What can be asked for besides; a change loads the plan again. */
  readonly choices?: readonly { readonly id: string; readonly label: string; readonly description?: string }[];
  /** Choices that are made at first, by ID. */
  readonly chosen?: readonly string[];
  /** Main's plan: `api.plans.previewObjects(…)`, or one that another noun has offered. */
  load(chosen: ReadonlySet<string>): Promise<Plan>;
  /** What the notice says when everything went, for example `Removed web-1.` */
  readonly done?: string;
  /** Called once the removal is over, with the keys of the rows that went. */
  onRemoved?(keys: readonly string[]): void;
}

const { ask, useAsked } = createAsking<RemovalQuestion>();
/** Shows what will be removed, row by row, and removes it when that is confirmed; resolves when it is closed. */
export const askRemoval = ask;

/** Shows what askRemoval asks; once in the page. */
export function RemovalHost() {
  const asked = useAsked();
  return asked && <RemovalDialog key={asked.subject.title} question={asked.subject} close={asked.close} />;
}

/** The browser's own modal dialog, as in components/confirm.tsx. */
function RemovalDialog({ question, close }: { question: RemovalQuestion; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  const [plan, setPlan] = useState<Plan>();
  const [problem, setProblem] = useState<ErrorShape>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(question.chosen));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [typed, setTyped] = useState("");
  const [removal] = useState(createRemoval);
  const progress = removal.use();
  const running = progress.state === "running";

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The focus starts here, so Enter alone cancels.
    cancel.current?.focus();
    // Closing gives the focus back to where it was.
    return () => element?.close();
  }, []);
  useEffect(() => {
    let current = true;
    question.load(chosen).then(
      (loaded) => {
        if (!current) return;
        setPlan(loaded);
        setTicked(firstTicks(loaded.rows));
      },
      (error) => current && setProblem(errorShape(error)),
    );
    return () => {
      current = false;
    };
  }, [question, chosen]);

  const rows = plan?.rows ?? [];
  const going = goingRows(rows, ticked);
  const unnamed = rows.filter(({ kind, data, blocked, needs }) => kind === "volume" && !data && !blocked && needs);
  const withUnnamed = unnamed.length > 0 && unnamed.every(({ key }) => ticked.has(key));
  const remove = async () => {
    if (!plan) return;
    const {
      end,
      error,
      rows: done,
    } = await removal.start(
      plan,
      going.map(({ key }) => key),
      typed,
    );
    question.onRemoved?.([...done.values()].flatMap(({ key, state }) => (state === "removed" ? [key] : [])));
    if (error || !end || end.skipped + end.failed > 0 || end.error) return cancel.current?.focus();
    if (question.done) notifyDone(question.done);
    close();
  };
  const leave = () => (running ? removal.stop() : close());

  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={`${id}title`}
      aria-describedby={question.body ? `${id}body` : undefined}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
    >
      <h2 id={`${id}title`} className={styles.dialogTitle}>
        {question.title}
      </h2>
      {question.body && <p id={`${id}body`}>{question.body}</p>}
      {question.choices && progress.state === "idle" && (
        <div className={styles.choices}>
          {question.choices.map(({ id: choice, label, description }) => (
            <Checkbox
              key={choice}
              label={label}
              description={description}
              checked={chosen.has(choice)}
              onChange={({ currentTarget: { checked } }) => {
                const next = new Set(chosen);
                if (checked) next.add(choice);
                else next.delete(choice);
                // What is shown must be what these choices mean.
                setPlan(undefined);
                setProblem(undefined);
                setTyped("");
                setChosen(next);
              }}
            />
          ))}
        </div>
      )}
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem.message}
        </p>
      ) : plan ? (
        <>
          <PlanTable
            plan={plan}
            ticked={ticked}
            onTick={setTicked}
            progress={progress.state === "idle" ? undefined : progress.rows}
            compact
          />
          {progress.state === "idle" ? (
            <>
              {unnamed.length > 0 && (
                <Checkbox
                  label={`Remove its anonymous volume${unnamed.length > 1 ? "s" : ""}`}
                  checked={withUnnamed}
                  onChange={() => {
                    const next = new Set(ticked);
                    for (const { key } of unnamed)
                      if (withUnnamed) next.delete(key);
                      else next.add(key);
                    setTicked(next);
                  }}
                />
              )}
              <PlanTotal going={going} rows={rows} />
              <TypeToConfirm rows={going} typed={typed} onType={setTyped} />
              <RowCommands rows={going} equivalent={plan.equivalent} />
            </>
          ) : (
            <RemovalResult removal={progress} brief />
          )}
        </>
      ) : (
        <Loading>Looking at what will be removed…</Loading>
      )}
      <div className={styles.buttons}>
        <span />
        <Button ref={cancel} variant="default" disabled={progress.stopping && running} onClick={leave}>
          {running ? "Stop" : progress.state === "ended" || problem ? "Close" : "Cancel"}
        </Button>
        {progress.state === "idle" && !problem && (
          <Button color="red" disabled={going.length === 0 || !typedRight(going, typed)} onClick={remove}>
            {question.verb ?? `Remove ${going.length} ${going.length === 1 ? "item" : "items"}`}
          </Button>
        )}
      </div>
    </dialog>
  );
}
