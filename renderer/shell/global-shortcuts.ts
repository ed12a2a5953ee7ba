import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { openCommandBar } from "./command-bar.tsx";
import { pages } from "./pages.ts";
import { openShortcutHelp } from "./shortcut-help.tsx";

/** How long the second key of `g c` may take, in milliseconds. */
const pause = 1200;

const typing = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

/** Keys that work on every page: Ctrl/Cmd+K, `?`, and `g` with the key of a page. */
export function useGlobalShortcuts(): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        event.stopPropagation();
        openCommandBar();
        return;
      }
      const inDialog = document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null;
      if (typing(event.target) || inDialog || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "?") {
        event.preventDefault();
        openShortcutHelp();
        return;
      }
      const page = goAt && event.timeStamp - goAt < pause ? pages.find(({ key }) => key === event.key) : undefined;
      goAt = event.key === "g" ? event.timeStamp : 0;
      if (!page) return;
      event.preventDefault();
      // A row action may have the same key; the sequence wins.
      event.stopPropagation();
      void navigate({ to: page.path });
    };
    // While it is captured, before tables and terminals see it.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [navigate]);
}
