import type { FolderChanges } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import { useState } from "react";
import { api, useStream } from "../../api.ts";

/** What `docker diff` says of a folder; asked again with every `round`. Until it answers nothing is marked. */
export function useChanges({ engine, id, name }: ContainerRef, path: string, reading: boolean, round: number) {
  const [state, setState] = useState<{ path: string; changes?: FolderChanges; failure?: string }>();
  useStream(
    reading ? `${engine} ${id} ${path} ${round}` : null,
    () => api.containerFiles.changes({ engine, id, name, path }),
    {
      onBatch: (changes) => setState({ path, changes }),
      onEnd: (error) => error && setState({ path, failure: errorShape(error).message }),
    },
  );
  return state?.path === path ? state : undefined;
}
