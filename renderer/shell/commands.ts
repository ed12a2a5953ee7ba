import { composeProjects } from "@shared/compose/projects.ts";
import {
  type Icon,
  IconBox,
  IconDatabase,
  IconDeviceDesktop,
  IconKeyboard,
  IconMoon,
  IconPhoto,
  IconPlayerPlay,
  IconRefresh,
  IconShare,
  IconStack2,
  IconSun,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
import { retryEngine } from "../components/state.tsx";
import { startPrivateEngine } from "../engine/private.ts";
import { useContainers, useEngines, useImages, useNetworks, useVolumes } from "../inventory.ts";
import { useOffered } from "../table/offered.ts";
import { fuzzyScore } from "./fuzzy.ts";
import { pages } from "./pages.ts";
import { openShortcutHelp } from "./shortcut-help.tsx";

/** One line of the command bar. */
export interface Command {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** Small text after the label. */
  readonly note?: string;
  /** Key that does the same, where there is one. */
  readonly keys?: string;
  readonly icon: Icon;
  /** Words after `docker`, one list a line, for what runs in the engine. */
  readonly lines?: readonly (readonly string[])[];
  run(): void;
}

/** Most lines of one group. */
const most = 8;

const setTheme = (theme: "light" | "dark" | "system") => () => void api.settings.update({ theme }).catch(notifyError);

/** Everything that the command bar offers for what was typed, best first within each group. */
export function useCommands(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const offered = useOffered();
  const engines = useEngines();
  const containers = useContainers().rows;
  const images = useImages().rows;
  const volumes = useVolumes().rows;
  const networks = useNetworks().rows;

  const actions: Command[] = (offered?.on ? offered.actions : [])
    .filter(({ enabled }) => enabled)
    .map(({ id, label, shortcut, icon, lines, run }) => ({
      id: `action:${id}`,
      group: `Actions on ${offered?.on}`,
      label,
      keys: shortcut,
      icon,
      lines,
      run,
    }));
  const goTo: Command[] = pages.map(({ path, label, icon, key }) => ({
    id: path,
    group: "Go to",
    label,
    keys: `g ${key}`,
    icon,
    run: () => void navigate({ to: path }),
  }));
  const drydock: Command[] = [
    { id: "shortcuts", label: "Keyboard shortcuts", keys: "?", icon: IconKeyboard, run: openShortcutHelp },
    { id: "retry", label: "Look for engines again", icon: IconRefresh, run: retryEngine },
    ...(engines?.private.available && engines.current?.origin !== "private"
      ? [{ id: "private", label: "Start private engine", icon: IconPlayerPlay, run: () => void startPrivateEngine() }]
      : []),
    { id: "light", label: "Light theme", icon: IconSun, run: setTheme("light") },
    { id: "dark", label: "Dark theme", icon: IconMoon, run: setTheme("dark") },
    { id: "system", label: "Theme of the system", icon: IconDeviceDesktop, run: setTheme("system") },
  ].map((command) => ({ ...command, group: "Drydock" }));
  if (!typed.trim()) return [...actions, ...goTo, ...drydock];

  const objects: Command[][] = [
    containers.map(({ id, name, image, state }) => ({
      id,
      group: "Containers",
      label: name,
      note: `${image} · ${state}`,
      icon: IconBox,
      run: () => void navigate({ to: "/containers/{-$id}/{-$tab}", params: { id, tab: undefined } }),
    })),
    images.flatMap(({ id, tags }) =>
      tags.map((tag) => ({
        id: `${id} ${tag}`,
        group: "Images",
        label: tag,
        icon: IconPhoto,
        run: () => void navigate({ to: "/images/{-$id}/{-$tab}", params: { id, tab: undefined } }),
      })),
    ),
    composeProjects(containers).map(({ name, running, containers }) => ({
      id: `project ${name}`,
      group: "Compose projects",
      label: name,
      note: `${running} of ${containers.length} running`,
      icon: IconStack2,
      run: () => void navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: name, tab: undefined } }),
    })),
    volumes.map(({ name }) => ({
      id: `volume ${name}`,
      group: "Volumes",
      label: name,
      icon: IconDatabase,
      run: () => void navigate({ to: "/volumes/{-$name}/{-$tab}", params: { name, tab: undefined } }),
    })),
    networks.map(({ id, name, driver }) => ({
      id: `network ${id}`,
      group: "Networks",
      label: name,
      note: driver,
      icon: IconShare,
      run: () => void navigate({ to: "/networks/{-$id}/{-$tab}", params: { id, tab: undefined } }),
    })),
  ];
  return [actions, goTo, ...objects, drydock].flatMap((group) => best(group, typed));
}

function best(commands: readonly Command[], typed: string): Command[] {
  return commands
    .map((command) => ({ command, score: fuzzyScore(command.label, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ command }) => command);
}
