import { z } from "zod";
import { type CopyProgress, type FileListing, localPath } from "./files.ts";
import { action, change, engineId, query, stream } from "./wire.ts";

/** One row of `docker volume ls`. */
export interface Volume {
  readonly engine: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly mountpoint: string;
  /** Milliseconds since the epoch; missing on old engines. */
  readonly created?: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const volumeRef = z.object({ engine: engineId, name: z.string().min(1).max(300) });

/** What the local driver accepts as a volume's name (moby: names.RestrictedNameChars). */
export const volumeName = z
  .string()
  .trim()
  .max(255)
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
    "Use letters, digits, `_`, `.` and `-`, at least two, starting with a letter or digit.",
  );

/** A name with a value, as in a label or a driver's option. */
export const pair = z.object({
  name: z.string().trim().min(1, "A name is missing.").max(1000),
  value: z.string().max(10_000),
});

export const newVolume = z.object({
  engine: engineId,
  /** Empty: the engine makes one up. */
  name: z.union([z.literal(""), volumeName]).default(""),
  driver: z.string().trim().min(1).max(300).default("local"),
  options: z.array(pair).max(100).default([]),
  labels: z.array(pair).max(1000).default([]),
});
export type NewVolume = z.output<typeof newVolume>;

/** `docker volume create` for these choices. */
export const createVolumeCommand = ({ name, driver, options, labels }: NewVolume): string[] => [
  "volume",
  "create",
  ...(driver === "local" ? [] : ["--driver", driver]),
  ...options.flatMap((each) => ["--opt", `${each.name}=${each.value}`]),
  ...labels.flatMap((each) => ["--label", `${each.name}=${each.value}`]),
  ...(name ? [name] : []),
];

/** A path within a volume: names separated by `/`, without one in front; empty is the volume itself. */
export const volumePath = z
  .string()
  .max(4096)
  .refine((path) => path === "" || path.split("/").every((name) => name !== "" && name !== "." && name !== ".."), {
    message: "That is not a path within the volume.",
  })
  .refine((path) => !path.includes("\0"), { message: "That is not a path within the volume." });

/** Containers that write into a volume while it is copied: stopped and started again, or left alone. */
const writers = z.enum(["stop", "leave"]);

const backupFile = z
  .string()
  .min(1, "Choose a file.")
  .max(4096)
  .regex(/\.tar(?:\.gz|\.zst)?$/, "The file's name ends with .tar.zst, .tar.gz or .tar.");

/** What a person could type to get the same archive; Drydock's own helper is never started. */
const archiveCommand = (name: string, ...then: string[]) => [
  "run",
  "--rm",
  "--volume",
  `${name}:/volume:ro`,
  "busybox",
  "tar",
  "-c",
  "-C",
  "/volume",
  ...then,
];

/** A copy of a volume's content that Drydock keeps. */
export interface Snapshot {
  readonly id: string;
  readonly engine: string;
  readonly volume: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** Bytes on this computer's disk. */
  readonly size: number;
  /** Whether nothing wrote into the volume meanwhile. */
  readonly consistent: boolean;
}

const snapshotRef = z.object({ engine: engineId, id: z.string().uuid() });

export const volumesApi = {
  inspect: query(volumeRef).returns<unknown>(),
  /** Bytes by volume name; the engine walks through all files for it, so it may take long. Volumes it cannot measure are left out. */
  sizes: stream(z.object({ engine: engineId })).of<Readonly<Record<string, number>>>(),
  create: action(newVolume, createVolumeCommand).returns<{ readonly name: string }>(),
  /** A folder; each batch is all that was read so far. */
  files: stream(volumeRef.extend({ path: volumePath })).of<FileListing>(),
  /** Copies a file, or a folder with everything in it, into the folder `to` on this computer. CONFLICT when it is there already. */
  download: action(volumeRef.extend({ path: volumePath.min(1), to: localPath }), ({ name, path }) =>
    archiveCommand(name, `./${path}`),
  ).streams<CopyProgress>(),
  /** Copies a file or folder of this computer into the folder `path`. CONFLICT when the name is taken, unless `replace`. */
  upload: action(
    volumeRef.extend({ path: volumePath, from: localPath, replace: z.boolean().default(false) }),
    ({ name, path }) => [
      "run",
      "--rm",
      "--interactive",
      "--volume",
      `${name}:/volume`,
      "busybox",
      "tar",
      "-x",
      "-C",
      path ? `/volume/${path}` : "/volume",
    ],
  ).streams<CopyProgress>(),
  /** Writes a volume's content to a file; what is cut or cancelled leaves none. */
  backup: action(volumeRef.extend({ file: backupFile, writers }), ({ name }) =>
    archiveCommand(name, "."),
  ).streams<CopyProgress>(),
  /** Puts a .tar, .tar.gz or .tar.zst into a new volume. CONFLICT when there is a volume of that name that is not empty. */
  restore: action(newVolume.extend({ name: volumeName, file: localPath }), ({ name }) => [
    "run",
    "--rm",
    "--interactive",
    "--volume",
    `${name}:/volume`,
    "busybox",
    "tar",
    "-x",
    "-C",
    "/volume",
  ]).streams<CopyProgress>(),
  /** Copies a volume into a new one with the same driver, options and labels. */
  clone: action(volumeRef.extend({ to: volumeName, writers }), ({ name, to }) => [
    "run",
    "--rm",
    "--volume",
    `${name}:/from:ro`,
    "--volume",
    `${to}:/to`,
    "busybox",
    "cp",
    "-a",
    "/from/.",
    "/to/",
  ]).streams<CopyProgress>(),
  /** Newest first. */
  snapshots: query(volumeRef).returns<readonly Snapshot[]>(),
  takeSnapshot: action(
    volumeRef.extend({ title: z.string().trim().min(1, "A snapshot needs a name.").max(100), writers }),
    ({ name }) => archiveCommand(name, "."),
  ).streams<CopyProgress>(),
  /**
   * Puts a snapshot into a new volume; without `to` back into its own, which no container may use then. What that held
   * is kept as a snapshot before.
   */
  restoreSnapshot: action(
    snapshotRef.extend({ volume: z.string().max(300), to: volumeName.optional() }),
    ({ volume, to }) => [
      "run",
      "--rm",
      "--interactive",
      "--volume",
      `${to ?? volume}:/volume`,
      "busybox",
      "tar",
      "-x",
      "-C",
      "/volume",
    ],
  ).streams<CopyProgress>(),
  deleteSnapshot: change(snapshotRef),
} as const;
