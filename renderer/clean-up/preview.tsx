import { Button } from "@mantine/core";
import { type Plan, typedRight } from "@shared/plans.ts";
import { IconBrush, IconCircleCheck } from "@tabler/icons-react";
import { Loading, Message } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import { PlanTable } from "../plans/plan-table.tsx";
import { RemovalResult } from "../plans/result.tsx";
import { goingRows } from "../plans/ticks.ts";
import { PlanTotal, RowCommands, TypeToConfirm } from "../plans/totals.tsx";
import styles from "./page.module.css";
import { cancelPreview, forgetPlan, removal, tick, type, useSession } from "./session.ts";

/** The right side of the page: nothing yet, the plan, and its removal. */
export function Preview() {
  const { plan, looking, problem } = useSession();
  if (looking)
    return (
      <div className={styles.empty}>
        <Loading>Asking the engine for everything it has…</Loading>
        <Button variant="default" onClick={cancelPreview}>
          Cancel
        </Button>
      </div>
    );
  if (problem)
    return (
      <div role="alert" className={styles.empty}>
        <Message icon={IconBrush} title="There is no preview">
          {problem.message}
        </Message>
      </div>
    );
  if (!plan)
    return (
      <Message icon={IconBrush} title="Look before anything goes">
        Choose what to look for, then Preview. Every single thing that would go is listed first, with the reason, and
        nothing but the rows you leave ticked is removed.
      </Message>
    );
  if (plan.rows.length === 0)
    return (
      <Message icon={IconCircleCheck} title="Nothing to clean up">
        The engine has nothing that fits these choices.
      </Message>
    );
  return <PlanView plan={plan} />;
}

/** The button that was pressed is gone: the one in its place takes the keyboard. */
const takeFocus = (button: HTMLButtonElement | null) => {
  if (document.activeElement === document.body) button?.focus();
};

function PlanView({ plan }: { plan: Plan }) {
  const { ticked, typed } = useSession();
  const progress = removal.use();
  const live = useEngine()?.state === "live";
  const going = goingRows(plan.rows, ticked);
  const remove = () =>
    void removal.start(
      plan,
      going.map(({ key }) => key),
      typed,
    );
  return (
    <>
      <PlanTable
        plan={plan}
        ticked={ticked}
        onTick={tick}
        progress={progress.state === "idle" ? undefined : progress.rows}
      />
      {progress.state === "idle" ? (
        <>
          <TypeToConfirm rows={going} typed={typed} onType={type} />
          {going.length > 0 && (
            <div className={styles.lines}>
              <RowCommands rows={going} />
            </div>
          )}
          <div className={styles.foot}>
            <PlanTotal going={going} rows={plan.rows} />
            <Button color="red" disabled={!live || going.length === 0 || !typedRight(going, typed)} onClick={remove}>
              Remove {going.length} {going.length === 1 ? "item" : "items"}
            </Button>
          </div>
        </>
      ) : (
        <div className={styles.foot}>
          <RemovalResult removal={progress} />
          {progress.state === "running" ? (
            <Button ref={takeFocus} variant="default" disabled={progress.stopping} onClick={removal.stop}>
              Stop
            </Button>
          ) : (
            <Button ref={takeFocus} variant="default" onClick={forgetPlan}>
              Close
            </Button>
          )}
        </div>
      )}
    </>
  );
}
