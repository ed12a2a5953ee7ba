import { buildCommand } from "@shared/builds.ts";
import { IconPlayerPlay, IconPlayerStop, IconRepeat, IconTrash } from "@tabler/icons-react";
import type { Action, Noun } from "../actions.ts";
import { askRun } from "../images/run-dialog.tsx";
import { askBuild } from "./build-dialog.tsx";
import { type Build, buildName, cancelBuild, forgetBuilds } from "./builds.ts";

/** How the rows of the builds table are told apart and named. */
export const buildNoun: Noun<Build> = { one: "build", many: "builds", id: ({ id }) => id, name: buildName };

/** Everything that can be done to a build, in the order of its menu. */
export const buildActions: readonly Action<Build>[] = [
  {
    id: "cancel",
    label: "Cancel build",
    icon: IconPlayerStop,
    when: ({ state }) => state === "running",
    command: () => [],
    run: async ({ id }) => cancelBuild(id),
  },
  {
    id: "again",
    label: "Build again",
    icon: IconRepeat,
    shortcut: "b",
    single: true,
    when: ({ state }) => state !== "running",
    command: ({ input }) => buildCommand(input),
    run: ({ input }) => askBuild({ again: input }),
  },
  {
    id: "run",
    label: "Run",
    icon: IconPlayerPlay,
    shortcut: "r",
    single: true,
    when: ({ image }) => image !== undefined,
    command: ({ input, image = "" }) => ["run", "-d", input.tags[0] ?? image],
    run: ({ input, image = "" }) => askRun({ image: input.tags[0] ?? image.replace("sha256:", "") }),
  },
  {
    id: "forget",
    label: "Remove from history",
    icon: IconTrash,
    local: true,
    when: ({ state }) => state !== "running",
    command: () => [],
    run: ({ id }) => forgetBuilds([id]),
  },
];
