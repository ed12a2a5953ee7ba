import type { Reachability } from "@shared/networks.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type Ran, runInNetwork } from "./inside.ts";
import { type Listening, readListening } from "./listening.ts";

interface Endpoint {
  readonly NetworkID: string;
  readonly IPAddress: string;
  readonly GlobalIPv6Address: string;
}
interface Inspected {
  readonly State: { readonly Running: boolean; readonly Paused: boolean; readonly Status: string };
  readonly HostConfig: { readonly NetworkMode: string };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, Endpoint>> | null };
}

interface Named {
  readonly id: string;
  readonly name: string;
}
interface Input {
  readonly from: Named;
  readonly to: Named;
  readonly port: number;
}

/**
 * nc where there is one, else bash: prints what came of it, and `unknown` where there is neither. Small builds of busybox
 * know neither -z nor -v; theirs stays as long as the connection does, so what is still there after 5 seconds is connected:
 * it gives up connecting after 3.
 */
const connectScript = (address: string, port: number): string => `
limit=; command -v timeout >/dev/null 2>&1 && limit='timeout 5'
if command -v nc >/dev/null 2>&1; then
  out=$(nc -z -v -w 3 ${address} ${port} 2>&1 </dev/null); code=$?
  case "$out" in *nvalid*option*|*nrecognized*|*sage:*)
    out=$($limit nc -w 3 ${address} ${port} 2>&1 >/dev/null </dev/null); code=$?
    case $code in 124|137|143) code=0;; esac;;
  esac
  echo "tried:$code:$out"
elif command -v bash >/dev/null 2>&1 && [ -n "$limit" ]; then
  out=$(timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>&1); code=$?
  echo "tried:$code:$out"
else echo unknown; fi`;

type Tried = "connected" | "refused" | "no-answer";

function triedOf({ text }: Ran): Tried {
  const [, code, said = ""] = /tried:(\d+):([\s\S]*)/.exec(text) ?? [];
  if (code === "0") return "connected";
  return /refused/i.test(said) ? "refused" : "no-answer";
}

/** host, none or container:<id>, or the name of a network. */
const modeOf = ({ HostConfig }: Inspected): string => HostConfig.NetworkMode.split(":")[0]!;
const endpointsOf = ({ NetworkSettings }: Inspected): [string, Endpoint][] =>
  Object.entries(NetworkSettings.Networks ?? {}).filter(([, { NetworkID }]) => NetworkID !== "");

const ports = (listening: readonly Listening[]): string =>
  listening.length === 0
    ? "It listens on no port at all."
    : `It listens on ${[...new Set(listening.map(({ port }) => port))].slice(0, 12).join(", ")}.`;

/**
 * Tells whether a container reaches a TCP port of another, and why not: by looking at how both are connected, at what
 * listens (/proc/net/tcp), and by a connection that is really tried from the one to the other.
 */
export async function reach(client: DockerClient, { from, to, port }: Input): Promise<Reachability> {
  const [source, target] = await Promise.all([
    client.get<Inspected>(path`/containers/${from.id}/json`),
    client.get<Inspected>(path`/containers/${to.id}/json`),
  ]);
  for (const [{ name }, { State }] of [
    [from, source],
    [to, target],
  ] as const)
    if (!State.Running || State.Paused)
      return {
        verdict: "not-running",
        answer: State.Paused
          ? `${name} is paused, so nothing in it answers or asks.`
          : `${name} does not run (${State.Status}).`,
        tests: [],
        mend: [[State.Paused ? "unpause" : "start", name]],
      };

  const tests: string[] = [];
  const listening = await listeningOf(client, to, tests);
  const heard = listening?.filter((one) => one.port === port);
  const sameNamespace = await sharesNamespace(client, from, to, source, target);
  const mine = new Set(endpointsOf(source).map(([, { NetworkID }]) => NetworkID));
  const shared = endpointsOf(target).filter(([, { NetworkID }]) => mine.has(NetworkID));
  const [network, endpoint] = shared[0] ?? endpointsOf(target)[0] ?? [];
  const address = sameNamespace ? "127.0.0.1" : endpoint?.IPAddress || endpoint?.GlobalIPv6Address || "";
  const tried =
    address && /^[0-9a-fA-F.:]+$/.test(address) ? await tryFrom(client, from, address, port, tests) : undefined;

  if (tried === "connected")
    return {
      verdict: "reachable",
      answer: sameNamespace
        ? `Yes: both use one network namespace, and port ${port} answers on 127.0.0.1.`
        : shared.length > 0
          ? `Yes: ${to.name} answers on port ${port} over the network ${network}.${network === "bridge" ? ` Only by its address ${address}: the default bridge knows no names.` : ""}`
          : `By its address ${address} only: they share no network, but this engine lets packets through between networks. The name ${to.name} does not work.`,
      tests,
      mend: [],
    };
  if (heard && heard.length === 0)
    return {
      verdict: "nothing-listens",
      answer: `No: nothing in ${to.name} listens on port ${port}. ${ports(listening!)}`,
      tests,
      mend: shared.length > 0 || sameNamespace ? [] : connectLines(from, to, source, target),
    };
  if (!sameNamespace && shared.length === 0) return apart(client, { from, to, port }, source, target, tests);
  if (heard?.every((one) => one.address === "loopback"))
    return {
      verdict: "loopback-only",
      answer: `No: what listens on port ${port} in ${to.name} takes connections from within that container only (127.0.0.1). Let the program listen on 0.0.0.0.`,
      tests,
      mend: [],
    };
  if (tried === "refused")
    return {
      verdict: "refused",
      answer: `No: ${to.name} refused the connection to port ${port}.${heard ? " Something listens on another address of it." : ""}`,
      tests,
      mend: [],
    };
  if (tried === "no-answer")
    return {
      verdict: "no-answer",
      answer: `No: ${to.name} did not answer on port ${port} within 3 seconds${heard ? ", although something listens there: a firewall stands in between, or the program is stuck" : ""}.`,
      tests,
      mend: [],
    };
  return {
    verdict: "not-tested",
    answer: `Not tested: neither ${from.name} nor an image of this engine has a shell with nc or bash to try it with. ${shared.length > 0 ? `They share the network ${network}.` : ""}`,
    tests,
    mend: [["pull", "busybox"]],
  };
}

async function listeningOf(client: DockerClient, to: Named, tests: string[]): Promise<Listening[] | undefined> {
  const ran = await runInNetwork(client, to.id, "cat /proc/net/tcp /proc/net/tcp6 2>/dev/null; true", ({ text }) =>
    text.includes("local_address"),
  );
  if (!ran) {
    tests.push(`What listens in ${to.name} could not be read: it has no shell, and no image of this engine has one.`);
    return undefined;
  }
  tests.push(`Read /proc/net/tcp ${ran.where === "container" ? "in" : "in a helper in the network of"} ${to.name}.`);
  return readListening(ran.text);
}

async function tryFrom(
  client: DockerClient,
  from: Named,
  address: string,
  port: number,
  tests: string[],
): Promise<Tried | undefined> {
  const ran = await runInNetwork(client, from.id, connectScript(address, port), ({ text }) => text.includes("tried:"));
  if (!ran) return undefined;
  const tried = triedOf(ran);
  const outcome = { connected: "connected", refused: "refused", "no-answer": "no answer" }[tried];
  tests.push(
    `Connected to ${address}:${port} from ${ran.where === "container" ? "within" : "a helper in the network of"} ${from.name}: ${outcome}.`.replace(
      /^Connected/,
      tried === "connected" ? "Connected" : "Tried to connect",
    ),
  );
  return tried;
}

async function sharesNamespace(
  client: DockerClient,
  from: Named,
  to: Named,
  source: Inspected,
  target: Inspected,
): Promise<boolean> {
  const root = async (one: Named, { HostConfig }: Inspected): Promise<string> => {
    if (HostConfig.NetworkMode === "host") return "host";
    if (!HostConfig.NetworkMode.startsWith("container:")) return one.id;
    const { Id } = await client.get<{ Id: string }>(
      path`/containers/${HostConfig.NetworkMode.slice("container:".length)}/json`,
    );
    return Id;
  };
  return (await root(from, source)) === (await root(to, target));
}

/** The lines that put `from` on a network of `to`; where one is on none, that has to be left first. */
function connectLines(from: Named, to: Named, source: Inspected, target: Inspected): string[][] {
  if ([source, target].some((one) => ["host", "container"].includes(modeOf(one)))) return [];
  const network = endpointsOf(target).find(([name]) => name !== "bridge" && name !== "none")?.[0];
  const own = endpointsOf(source).find(([name]) => name !== "bridge" && name !== "none")?.[0];
  const leave = ({ name }: Named, one: Inspected) =>
    modeOf(one) === "none" ? [["network", "disconnect", "none", name]] : [];
  if (network) return [...leave(from, source), ["network", "connect", network, from.name]];
  if (own) return [...leave(to, target), ["network", "connect", own, to.name]];
  const fresh = `${from.name}-${to.name}`;
  return [
    ["network", "create", fresh],
    ...leave(from, source),
    ["network", "connect", fresh, from.name],
    ...leave(to, target),
    ["network", "connect", fresh, to.name],
  ];
}

async function apart(
  client: DockerClient,
  { from, to }: Input,
  source: Inspected,
  target: Inspected,
  tests: readonly string[],
): Promise<Reachability> {
  const all = [...endpointsOf(source), ...endpointsOf(target)].filter(([name]) => name !== "none");
  const found = await Promise.all(
    all.map(([, { NetworkID }]) => client.get<{ Name: string; Internal: boolean }>(path`/networks/${NetworkID}`)),
  );
  const internal = [...new Set(found.filter(({ Internal }) => Internal).map(({ Name }) => Name))];
  const on = (one: Inspected) =>
    endpointsOf(one)
      .map(([name]) => name)
      .join(", ") || modeOf(one);
  return {
    verdict: internal.length > 0 ? "internal" : "no-shared-network",
    answer: `No: they are not on a shared network. ${from.name} is on ${on(source)}, ${to.name} on ${on(target)}.${internal.length > 0 ? ` ${internal.join(", ")} is internal: nothing comes in or goes out.` : ""}`,
    tests,
    mend: connectLines(from, to, source, target),
  };
}
