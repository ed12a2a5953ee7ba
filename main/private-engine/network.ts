import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";
import type { EngineProcess } from "./process.ts";

const execute = promisify(execFile);
type Network = NonNullable<EngineProcess["network"]>;
type Env = Readonly<Record<string, string | undefined>>;

/** First and last of the second numbers in 10.x.0.0/16 that are tried. */
const pool = { first: 192, last: 223 };

/** Whether another engine shares this network namespace: two of them flush each other's firewall rules. */
export function otherEngineRuns(): boolean {
  const namespace = (pid: string) => readlinkSync(`/proc/${pid}/ns/net`);
  return readdirSync("/proc").some((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        readFileSync(`/proc/${pid}/comm`, "utf8") === "dockerd\n" &&
        namespace(pid) === namespace("self")
      );
    } catch {
      return false;
    }
  });
}

/** 10.x.0.0/16 that no route of this computer touches, from the text of /proc/net/route; undefined when all are taken. Pure. */
export function freeRange(routes: string, start: number): string | undefined {
  const taken = new Set<number>();
  for (const line of routes.split("\n").slice(1)) {
    const [, destination = "", , , , , , mask = ""] = line.split("\t");
    // Little-endian, as on every processor that Electron runs on.
    const bytes = (hex: string) => (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
    const [first, second = 0] = bytes(destination);
    const [firstMask, secondMask = 0] = bytes(mask);
    if (first !== 10 || firstMask !== 255) continue;
    for (let number = pool.first; number <= pool.last; number += 1)
      if ((number & secondMask) === (second & secondMask)) taken.add(number);
  }
  const size = pool.last - pool.first + 1;
  for (let step = 0; step < size; step += 1) {
    const number = pool.first + ((start + step) % size);
    if (!taken.has(number)) return `10.${number}.0.0/16`;
  }
  return undefined;
}

const part = (range: string, rest: string): string => range.replace(/\.0\.0\/16$/, rest);

function rules(range: string): [table: string, ...rule: string[]][] {
  return [
    ["nat", "POSTROUTING", "-s", range, "!", "-d", range, "-j", "MASQUERADE"],
    ["filter", "FORWARD", "-s", range, "-j", "ACCEPT"],
    ["filter", "FORWARD", "-d", range, "-j", "ACCEPT"],
  ];
}

/**
 * Makes the engine's own bridge, so that it never shares docker0 with an engine of the system. Where another engine runs,
 * this one writes no firewall rules, and the three it cannot do without are added for it.
 */
export async function makeNetwork(tag: string, env: Env): Promise<Network> {
  const bridge = `drydock-${tag.slice(0, 6)}`;
  const range = freeRange(readFileSync("/proc/net/route", "utf8"), Number.parseInt(tag, 16));
  if (!range)
    throw new Error(
      "No address range between 10.192.0.0 and 10.223.255.255 is free for the private engine's containers.",
    );
  const network = { bridge, range, rules: otherEngineRuns() };
  const options = { env: env as NodeJS.ProcessEnv };
  // What has this name or this free range is left behind by a run whose state was lost.
  await removeNetwork({ ...network, rules: true }, env);
  await execute("ip", ["link", "add", bridge, "type", "bridge"], options);
  try {
    await execute("ip", ["address", "add", part(range, ".0.1/24"), "dev", bridge], options);
    await execute("ip", ["link", "set", bridge, "up"], options);
    if (network.rules)
      for (const [table, chain, ...rule] of rules(range))
        await execute("iptables", ["-w", "-t", table, "-I", chain!, ...rule], options);
    return network;
  } catch (error) {
    await removeNetwork(network, env);
    throw error;
  }
}

/** Options of dockerd for this network. */
export const networkOptions = ({ bridge, range, rules }: Network): string[] => [
  ...["--bridge", bridge, "--default-address-pool", `base=${part(range, ".128.0/17")},size=24`],
  ...(rules ? ["--iptables=false", "--ip6tables=false", "--ip-masq=false"] : []),
];

/** Takes away what `makeNetwork` made; what is gone already is no failure. */
export async function removeNetwork({ bridge, range, rules: own }: Network, env: Env): Promise<void> {
  const quietly = (command: string, ...argv: string[]) =>
    execute(command, argv, { env: env as NodeJS.ProcessEnv }).catch(() => undefined);
  await quietly("ip", "link", "delete", bridge);
  if (own)
    for (const [table, chain, ...rule] of rules(range))
      await quietly("iptables", "-w", "-t", table, "-D", chain!, ...rule);
}
