import { useDebouncedValue } from "@mantine/hooks";
import type { BuildFolder, BuildInput, ContextSize } from "@shared/builds.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useState } from "react";
import { api } from "../api.ts";

/** What is known of the folder in the form. */
export interface SeenFolder {
  readonly look?: BuildFolder;
  readonly size?: ContextSize;
  readonly error?: ErrorShape;
}

/** Looks into the folder while it is typed, and counts what would be sent at most. */
export function useFolder(folder: string, dockerfile: string, builder: BuildInput["builder"]): SeenFolder {
  const [wanted] = useDebouncedValue(JSON.stringify([folder, dockerfile, builder]), 300);
  const [seen, setSeen] = useState<SeenFolder>({});
  useEffect(() => {
    let left = false;
    const take = (part: SeenFolder) => left || setSeen((before) => ({ ...before, ...part }));
    const [path, file, kind] = JSON.parse(wanted) as [string, string, BuildInput["builder"]];
    setSeen({});
    if (path) {
      const fail = (error: unknown) => take({ error: errorShape(error) });
      api.builds.look({ folder: path, dockerfile: file }).then((look) => take({ look }), fail);
      api.builds.measure({ folder: path, dockerfile: file, builder: kind }).then((size) => take({ size }), fail);
    }
    return () => {
      left = true;
    };
  }, [wanted]);
  return seen;
}
