import type { Dropped } from "@shared/app.ts";
import { api, readStream } from "./api.ts";
import { notifyError } from "./components/notices.tsx";

type Take = (path: string) => void;
const takers = new Map<Dropped["kind"], Take>();

/** Says who takes files or folders of this kind that are dropped on the window; one taker a kind. */
export function takeDropped(kind: Dropped["kind"], take: Take): void {
  takers.set(kind, take);
}

/** Milliseconds in which main has told of everything that was dropped at once. */
const together = 1500;
/** Files and folders that one drop brings at most (main/preload.ts). */
export const mostDropped = 10;
let claim: { readonly left: number; readonly paths: readonly string[]; readonly take: () => void } | undefined;

/**
 * Takes the files that are being dropped, whatever their kind, for the part of the page that they are dropped on: to be
 * called while the page hears of the drop. `take` gets their paths, which only main knows.
 */
export function claimDropped(count: number, take: (paths: readonly string[]) => void): void {
  const timer = setTimeout(() => claim?.take(), together);
  claim = {
    left: Math.min(count, mostDropped),
    paths: [],
    take: () => {
      clearTimeout(timer);
      const paths = claim?.paths ?? [];
      claim = undefined;
      if (paths.length > 0) take(paths);
    },
  };
}

/** Hands what is dropped on the window, opened with Drydock or named on its command line to whoever takes its kind. */
export function followDropped(): void {
  void readStream(api.app.dropped(), ({ path, kind }) => {
    if (claim) {
      claim = { ...claim, left: claim.left - 1, paths: [...claim.paths, path] };
      if (claim.left <= 0) claim.take();
      return;
    }
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
