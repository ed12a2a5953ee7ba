import { Outlet, useLocation } from "@tanstack/react-router";
import { useRef } from "react";
import { EngineBanner } from "../engine/banner.tsx";
import { FirstRun, hasNoEngine } from "../engine/first-run.tsx";
import { useEngines } from "../inventory.ts";
import { CommandBar } from "./command-bar.tsx";
import { useGlobalShortcuts } from "./global-shortcuts.ts";
import styles from "./shell.module.css";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { Sidebar } from "./sidebar.tsx";

/** Pages that say something without any engine. */
const engineless = ["/settings", "/activity", "/guide"];

/** The frame of the window: sidebar, banner, the page, and what opens over all of them. */
export function Shell() {
  const engines = useEngines();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  useGlobalShortcuts();
  const missing = engines && hasNoEngine(engines) && !engineless.some((path) => pathname.startsWith(path));
  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Sidebar />
      <main ref={main} className={styles.main} tabIndex={-1}>
        <EngineBanner />
        {missing ? <FirstRun engines={engines} /> : <Outlet />}
      </main>
      <CommandBar />
      <ShortcutHelp />
    </div>
  );
}
