import { DrydockError, type ErrorShape, errorShape } from "@shared/errors.ts";
import type { CleanUpChoices, Plan } from "@shared/plans.ts";
import { useSyncExternalStore } from "react";
import { api } from "../api.ts";
import { createRemoval } from "../plans/removal.ts";
import { firstTicks } from "../plans/ticks.ts";

export type Choices = Omit<CleanUpChoices, "engine" | "labels">;

/** What the page holds while one goes to another page and comes back. */
interface Session {
  readonly choices: Choices;
  /** Label filters as they are typed. */
  readonly labels: string;
  readonly plan?: Plan;
  readonly ticked: ReadonlySet<string>;
  readonly typed: string;
  readonly looking: boolean;
  readonly problem?: ErrorShape;
}

export const noChoices: Choices = {
  stoppedContainers: false,
  unusedImages: false,
  danglingImages: false,
  unusedNetworks: false,
  unusedVolumes: false,
  buildCache: false,
  allCache: false,
  until: "",
};
let session: Session = { choices: noChoices, labels: "", ticked: new Set(), typed: "", looking: false };
let asked = 0;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const set = (part: Partial<Session>) => {
  session = { ...session, ...part };
  for (const listener of listeners) listener();
};

/** The page's one removal, which goes on while another page is shown. */
export const removal = createRemoval();

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session);

/** Changes what is asked for; a preview of something else leaves the screen. */
export function choose(choices: Partial<Choices>, labels = session.labels): void {
  asked += 1;
  set({ choices: { ...session.choices, ...choices }, labels, ...noPlan });
  removal.reset();
}
const noPlan = { plan: undefined, problem: undefined, looking: false, typed: "" } as const;

/** Forgets the preview, for example because another engine is on the screen. */
export function forgetPlan(): void {
  asked += 1;
  set(noPlan);
  removal.reset();
}

export const tick = (ticked: ReadonlySet<string>): void => set({ ticked });
export const type = (typed: string): void => set({ typed });

/** Asks main for a fresh plan of what is chosen; a preview that is no longer wanted is dropped. */
export async function preview(choices: CleanUpChoices): Promise<void> {
  asked += 1;
  const mine = asked;
  removal.reset();
  set({ ...noPlan, looking: true });
  try {
    const plan = await api.plans.preview(choices);
    if (mine === asked) set({ plan, ticked: firstTicks(plan.rows), looking: false });
  } catch (error) {
    if (mine === asked) set({ problem: errorShape(error), looking: false });
  }
}

/** Stops waiting for a preview; the engine may go on adding up for a while. */
export function cancelPreview(): void {
  asked += 1;
  set({ ...noPlan, problem: errorShape(new DrydockError("CANCELLED", "The preview was cancelled.")) });
}
