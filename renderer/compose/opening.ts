import type { ComposeSource } from "@shared/compose.ts";
import { createAsking } from "../asking.ts";

/** What the dialog `Open compose file` begins with: a path, or a project's own files. */
export interface Opening {
  readonly name?: string;
  readonly source: ComposeSource;
}

const { ask, useAsked } = createAsking<Opening>();
export const useOpening = useAsked;

/** Opens the dialog for a path: of a Compose file, or of a folder that has one. The Compose page shows it. */
export const openComposePath = (path: string): Promise<void> =>
  ask({ source: { files: [path], envFiles: [], profiles: [], directory: "" } });

/** Opens the dialog for a project that is known already, to look at its files and change their list. */
export const openComposeFiles = (opening: Opening): Promise<void> => ask(opening);
