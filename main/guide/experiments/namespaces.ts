import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
const read = ["sh", "-c", 'for n in /proc/self/ns/*; do echo "${n##*/} $(readlink $n)"; done'];
// Both must live at once: a namespace that has ended may give its number to the next one.
const a: Box = { name: "guide-apart-a", command: ["sh", "-c", `${read[2]}; sleep 60`], detach: true };
const b: Box = { name: "guide-apart-b", command: read };
const net: Box = { name: "guide-net-a", command: ["sleep", "120"], detach: true };
const joinNet: Box = { name: "guide-net-b", command: read, network: `container:${net.name}` };
const host: Box = { name: "guide-pid-a", command: ["sleep", "120"], detach: true };
const joinPid: Box = { name: "guide-pid-b", command: ["sh", "-c", `${read[2]}; ps`], pid: `container:${host.name}` };
const one: Box = { name: "guide-pid-one", command: ["sleep", "120"], detach: true };
const who = ["sh", "-c", "hostname; ls /sys/class/net"];
const inside: Box = { name: "guide-host-inside", command: who };
const outside: Box = { name: "guide-host-outside", command: who, network: "host", uts: "host" };
const joined: Box = { name: "guide-exec", command: ["sleep", "120"], detach: true };

type Ids = Record<string, string>;
/** Reads lines such as `net net:[4026532008]`; what children would get is the same again and left out. */
export const namespaceIds = (text: string): Ids =>
  Object.fromEntries(
    [...text.matchAll(/^(\w+) \w+:\[(\d+)\]$/gm)]
      .filter(([, name]) => !name!.endsWith("_for_children"))
      .map(([, name, id]) => [name!, id!]),
  );
const usual = ["pid", "net", "mnt", "uts", "ipc"];
const differing = (x: Ids, y: Ids) => usual.filter((name) => x[name] && x[name] !== y[name]);

/** Chapter 4: what a process can see. */
export const namespaceExperiments = [
  experiment<{ first: Ids; second: Ids }>({
    id: "apart",
    chapter: "namespaces",
    title: "The namespaces of two containers",
    question: "Two containers of one image: do they share process, network, mount, host name and IPC namespaces?",
    options: { apart: "No: each has its own", shared: "Yes: they come from the same image" },
    lines: (kit) => [runLine(a, kit), runLine(b, kit), ["logs", a.name]],
    async run(lab) {
      // Both must live at once: a namespace that has ended may give its number to the next one.
      await lab.start({ ...a, command: [...read.slice(0, 2), `${read[2]}; sleep 60`] });
      const second = namespaceIds((await lab.run(b)).output);
      return { first: namespaceIds(await lab.logs(a)), second };
    },
    judge: ({ first, second }) => (differing(first, second).length === usual.length ? "apart" : "shared"),
    expected: () => "apart",
    show: ({ first, second }) => [
      {
        kind: "namespaces",
        boxes: [
          { name: a.name, ids: first },
          { name: b.name, ids: second },
        ],
      },
    ],
    why: ({ first, second }) => {
      const same = Object.keys(first).filter((name) => first[name] === second[name]);
      return `The kernel gave each container new ones for ${usual.join(", ")}.${same.length > 0 ? ` Docker left these shared: ${same.join(", ")}.` : ""}`;
    },
  }),
  experiment<{ first: Ids; second: Ids }>({
    id: "network-container",
    chapter: "namespaces",
    title: "Joining another container's network",
    question: "A container starts with --network container:… Which namespace do the two share?",
    options: { net: "The network only", all: "All of them", none: "None" },
    lines: (kit) => [runLine(net, kit), ["exec", net.name, ...read], runLine(joinNet, kit)],
    async run(lab) {
      await lab.start(net);
      const first = namespaceIds((await lab.exec(net.name, read)).output);
      return { first, second: namespaceIds((await lab.run(joinNet)).output) };
    },
    judge: ({ first, second }) => {
      const apart = differing(first, second);
      return first.net !== undefined && first.net === second.net ? (apart.length === 0 ? "all" : "net") : "none";
    },
    expected: () => "net",
    show: ({ first, second }) => [
      {
        kind: "namespaces",
        boxes: [
          { name: net.name, ids: first },
          { name: joinNet.name, ids: second },
        ],
      },
    ],
    why: () => "The two have the same ID for net, so they see the same interfaces and ports. The rest stays apart.",
  }),
  experiment<{ first: Ids; second: Ids; processes: string }>({
    id: "pid-container",
    chapter: "namespaces",
    title: "Joining another container's processes",
    question: "A container starts with --pid container:… Can it see the other one's processes?",
    options: { seen: "Yes: they share one list of processes", unseen: "No: processes are never shared" },
    lines: (kit) => [runLine(host, kit), ["exec", host.name, ...read], runLine(joinPid, kit)],
    async run(lab) {
      await lab.start(host);
      const first = namespaceIds((await lab.exec(host.name, read)).output);
      const { output } = await lab.run(joinPid);
      return {
        first,
        second: namespaceIds(output),
        processes: output
          .split("\n")
          .filter((line) => !/\[\d+\]$/.test(line))
          .join("\n"),
      };
    },
    judge: ({ first, second, processes }) =>
      first.pid !== undefined && first.pid === second.pid && processes.includes("sleep 120") ? "seen" : "unseen",
    expected: () => "seen",
    show: ({ first, second, processes }) => [
      {
        kind: "namespaces",
        boxes: [
          { name: host.name, ids: first },
          { name: joinPid.name, ids: second },
        ],
      },
      { kind: "output", command: "ps", text: processes },
    ],
    why: () => "Both have the same ID for pid. Process 1 in the list is the sleep of the first container.",
  }),
  experiment<{ inside: string; outside: number; top: string }>({
    id: "pid-one",
    chapter: "kernel",
    title: "Process 1 from outside",
    question: "Inside a container its program is process 1. What is it on the engine's machine?",
    options: {
      ordinary: "An ordinary process with another number",
      one: "Process 1 there too",
      hidden: "Nothing: it cannot be seen",
    },
    lines: (kit) => [runLine(one, kit), ["exec", one.name, "cat", "/proc/1/comm"], ["top", one.name]],
    async run(lab) {
      const id = await lab.start(one);
      const { output } = await lab.exec(one.name, ["cat", "/proc/1/comm"]);
      const { Titles, Processes } = await lab.top(one);
      const at = Titles.indexOf("PID");
      const { State } = await lab.inspect(id);
      const row = Processes.find((words) => Number(words[at]) === State.Pid);
      return { inside: output, outside: State.Pid, top: row ? [Titles.join(" "), row.join(" ")].join("\n") : "" };
    },
    judge: ({ inside: name, outside: pid }) =>
      pid === 1 ? "one" : pid > 1 && name === "sleep" ? "ordinary" : "hidden",
    expected: () => "ordinary",
    show: ({ inside: name, outside: pid, top }) => [
      {
        kind: "facts",
        facts: [
          { name: "Inside, process 1 is", value: name },
          { name: "Its number on the engine's machine", value: String(pid) },
        ],
      },
      { kind: "output", command: "docker top", text: top },
    ],
    why: () => "It is one process with two numbers: the process namespace has a list of its own that starts at 1.",
  }),
  experiment<{ inside: string[]; outside: string[] }>({
    id: "host-name",
    chapter: "namespaces",
    title: "Host name and network interfaces",
    question: "Does a container see the host name and network interfaces of the engine's machine?",
    options: { own: "No: it has its own", same: "Yes: the same ones" },
    lines: (kit) => [runLine(inside, kit), runLine(outside, kit)],
    async run(lab) {
      const split = async (box: Box) => (await lab.run(box)).output.split("\n");
      return { inside: await split(inside), outside: await split(outside) };
    },
    judge: (found) =>
      found.inside[0] !== found.outside[0] && found.inside.join() !== found.outside.join() ? "own" : "same",
    expected: () => "own",
    show: (found) => [
      {
        kind: "facts",
        facts: [
          { name: "Host name inside", value: found.inside[0] ?? "" },
          { name: "Interfaces inside", value: found.inside.slice(1).join(", ") },
          { name: "Host name outside", value: found.outside[0] ?? "" },
          { name: "Interfaces outside", value: found.outside.slice(1).join(", ") },
        ],
      },
    ],
    why: () =>
      "The second container was told to use the machine's own namespaces with --network host and --uts host; the first got new ones.",
  }),
  experiment<{ first: Ids; second: Ids }>({
    id: "exec-joins",
    chapter: "running",
    title: "Where docker exec runs",
    question: "docker exec starts a command in a running container. Does it get namespaces of its own?",
    options: { joins: "No: it joins the container's", own: "Yes: like a new container" },
    lines: (kit) => [
      runLine(joined, kit),
      ["exec", joined.name, "ls", "-l", "/proc/1/ns"],
      ["exec", joined.name, "ls", "-l", "/proc/self/ns"],
    ],
    async run(lab) {
      await lab.start(joined);
      const ids = async (where: string) => linkIds((await lab.exec(joined.name, ["ls", "-l", where])).output);
      return { first: await ids("/proc/1/ns"), second: await ids("/proc/self/ns") };
    },
    judge: ({ first, second }) => (first.net && usual.every((name) => first[name] === second[name]) ? "joins" : "own"),
    expected: () => "joins",
    show: ({ first, second }) => [
      {
        kind: "namespaces",
        boxes: [
          { name: "process 1", ids: first },
          { name: "docker exec", ids: second },
        ],
      },
    ],
    why: () => "Every ID is the same. An exec is one more process in the same container, not a new one.",
  }),
];

/** The same of lines of `ls -l` such as `… net -> net:[4026532008]`. */
export const linkIds = (text: string): Ids =>
  namespaceIds([...text.matchAll(/(\w+) -> '?(\w+:\[\d+\])/g)].map(([, name, id]) => `${name} ${id}`).join("\n"));
