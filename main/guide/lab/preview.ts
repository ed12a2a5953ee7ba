import { prunePresets } from "@shared/clean-up.ts";
import { guideLabel } from "@shared/guide.ts";
import { cleanUpChoices } from "@shared/plans.ts";
import { takeInventory } from "../../plans/inventory.ts";
import { presetDrafts } from "../../plans/presets.ts";
import type { Bench } from "./bench.ts";

/** A row of what would go. */
export interface Going {
  readonly name: string;
  readonly why: string;
}

const choices = cleanUpChoices.omit({ engine: true });

/** What would be removed; nothing is, and no docker line runs. */
export function previews({ client, kit, engine }: Bench) {
  return {
    /** The rows that Clean up lists for one of its docker lines, of what this experiment made alone. */
    preview: async (line: string): Promise<readonly Going[]> => {
      const preset = prunePresets.find((each) => each.line === line);
      const wanted = { ...choices.parse({}), ...preset?.choices, engine };
      const labels = [{ key: guideLabel, value: kit.run, not: false }];
      const inventory = await takeInventory(client, { sizes: false, cache: false });
      return presetDrafts(inventory, { ...wanted, labels }).map(({ name, why }) => ({ name, why }));
    },
  };
}
