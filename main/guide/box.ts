import { guideLabel } from "@shared/guide.ts";

/** What the lines of an experiment are made from. */
export interface Kit {
  readonly image: string;
  /** The value of the label on everything it makes. */
  readonly run: string;
  /** What the reader typed, where the experiment asks for something. */
  readonly answer: string;
  /** On this computer, for the files that it makes here. */
  readonly folder: string;
}

/** A container of an experiment. Every one is bounded; its command ends by itself. */
export interface Box {
  readonly name: string;
  readonly command: readonly string[];
  readonly detach?: boolean;
  /** Removed when it exits. */
  readonly remove?: boolean;
  /** MiB, 64 unless told; never with swap. */
  readonly memory?: number;
  /** 1 unless told. */
  readonly cpus?: number;
  /** 64 unless told. */
  readonly pids?: number;
  readonly cpuShares?: number;
  readonly cpuset?: string;
  readonly network?: string;
  /** Its name on that network. */
  readonly alias?: string;
  readonly pid?: string;
  readonly uts?: string;
  readonly capDrop?: string;
  readonly capAdd?: string;
  readonly stopSignal?: string;
  readonly volume?: { readonly name: string; readonly target: string };
  /** Another image than the one the reader chose. */
  readonly image?: string;
}

/** The defaults that a box does not name. */
const bounds = ({ memory = 64, cpus = 1, pids = 64 }: Box) => ({ memory, cpus, pids });

export const labelOf = ({ run }: Kit): string => `${guideLabel}=${run}`;

const flag = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [name, String(value)];

/** `docker run` for a box, word for word. */
export function runLine(box: Box, kit: Kit): string[] {
  const { memory, cpus, pids } = bounds(box);
  return [
    "run",
    ...(box.detach ? ["-d"] : []),
    ...(box.remove ? ["--rm"] : []),
    "--name",
    box.name,
    "--label",
    labelOf(kit),
    ...["--memory", `${memory}m`, "--memory-swap", `${memory}m`],
    ...["--cpus", String(cpus), "--pids-limit", String(pids)],
    ...flag("--cpu-shares", box.cpuShares),
    ...flag("--cpuset-cpus", box.cpuset),
    ...flag("--network", box.network),
    ...flag("--network-alias", box.alias),
    ...flag("--pid", box.pid),
    ...flag("--uts", box.uts),
    ...flag("--cap-drop", box.capDrop),
    ...flag("--cap-add", box.capAdd),
    ...flag("--stop-signal", box.stopSignal),
    ...flag("-v", box.volume && `${box.volume.name}:${box.volume.target}`),
    box.image ?? kit.image,
    ...box.command,
  ];
}

/** The body of `POST /containers/create` for the same. */
export function createBody(box: Box, kit: Kit) {
  const { memory, cpus, pids } = bounds(box);
  return {
    Image: box.image ?? kit.image,
    Cmd: box.command,
    ...(box.stopSignal ? { StopSignal: box.stopSignal } : {}),
    Labels: { [guideLabel]: kit.run },
    HostConfig: {
      AutoRemove: box.remove ?? false,
      Memory: memory * 1024 * 1024,
      MemorySwap: memory * 1024 * 1024,
      NanoCpus: Math.round(cpus * 1e9),
      PidsLimit: pids,
      CpuShares: box.cpuShares ?? 0,
      CpusetCpus: box.cpuset ?? "",
      NetworkMode: box.network ?? "default",
      PidMode: box.pid ?? "",
      UTSMode: box.uts ?? "",
      CapDrop: box.capDrop ? [box.capDrop] : [],
      CapAdd: box.capAdd ? [box.capAdd] : [],
      Binds: box.volume ? [`${box.volume.name}:${box.volume.target}`] : [],
    },
    ...(box.alias && box.network
      ? { NetworkingConfig: { EndpointsConfig: { [box.network]: { Aliases: [box.alias] } } } }
      : {}),
  };
}
