import { randomUUID } from "node:crypto";
import { DrydockError } from "@shared/errors.ts";
import type { Plan } from "@shared/plans.ts";
import { type Draft, type Offer, type OfferedRow, offered, shown } from "./row.ts";

/** Plans, and rows in all of them together, that are kept; the oldest are forgotten first. */
const bounds = { plans: 40, rows: 200_000 };

/** The plans that main has handed out: only their rows can be removed. */
export function createOffers() {
  const offers = new Map<string, Offer>();
  const size = () => [...offers.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  return {
    /** Keeps a plan of these rows and gives it back as the page sees it. */
    add(plan: Omit<Offer, "id" | "made" | "rows">, drafts: readonly Draft[]): Plan {
      const id = randomUUID();
      const made = Date.now();
      const offer: Offer = { ...plan, id, made, rows: drafts.map(offered) };
      offers.set(id, offer);
      for (const old of offers.keys()) {
        if (old === id || (offers.size <= bounds.plans && size() <= bounds.rows)) break;
        offers.delete(old);
      }
      const { engine, equivalent } = plan;
      return { id, engine, made, rows: offer.rows.map(shown), ...(equivalent ? { equivalent } : {}) };
    },
    /** Chosen rows of a plan in the plan's order. INVALID for a plan or row that was never offered. */
    take(engine: string, id: string, keys: readonly string[]): { offer: Offer; rows: readonly OfferedRow[] } {
      const offer = offers.get(id);
      if (!offer || offer.engine !== engine)
        throw new DrydockError("INVALID", "This preview is too old. Make a new one, then remove what it shows.");
      const wanted = new Set(keys);
      const rows = offer.rows.filter(({ key }) => wanted.delete(key));
      if (wanted.size > 0) throw new DrydockError("INVALID", "Only what the preview shows can be removed.");
      return { offer, rows };
    },
  };
}
