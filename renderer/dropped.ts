import type { Dropped } from "@shared/app.ts";
import { api, readStream } from "./api.ts";
import { notifyError } from "./components/notices.tsx";

type Take = (path: string) => void;
const takers = new Map<Dropped["kind"], Take>();

/** Says who takes files or folders of this kind that are dropped on the window; one taker a kind. */
export function takeDropped(kind: Dropped["kind"], take: Take): void {
  takers.set(kind, take);
}

/** Hands what is dropped on the window, opened with Drydock or named on its command line to whoever takes its kind. */
export function followDropped(): void {
  void readStream(api.app.dropped(), ({ path, kind }) => {
    const take = takers.get(kind);
    if (take) take(path);
    else
      notifyError(
        new Error(
          `Drydock does not open ${path}. It opens Compose files, folders with a Dockerfile, and images in a .tar.`,
        ),
      );
  }).catch((error) => console.error("Dropped files are no longer heard of.", error));
}
