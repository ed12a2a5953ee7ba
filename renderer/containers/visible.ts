import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** False while the window is minimised or hidden: nothing runs for what nobody sees. */
export const useWindowVisible = (): boolean => useSyncExternalStore(subscribe, () => !document.hidden);
