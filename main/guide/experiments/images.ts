import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import { buildLine } from "../lab/images.ts";
import { volumeLine } from "../lab/networks.ts";

const first: Box = { name: "guide-writer", command: ["sh", "-c", "echo mine > /tmp/note; cat /tmp/note"] };
const second: Box = { name: "guide-reader", command: ["sh", "-c", "cat /tmp/note || echo nothing there"] };
const volume = { name: "guide-notes", target: "/notes" };
const keeper: Box = {
  name: "guide-keeper",
  command: ["sh", "-c", "echo kept > /notes/a; echo lost > /b; ls /notes/a /b"],
  volume,
};
const heir: Box = { name: "guide-heir", command: ["sh", "-c", "cat /notes/a; cat /b || echo /b is gone"], volume };
const layer = "RUN head -c 1000000 /dev/zero > /million";
const dockerfile = (image: string) => `FROM ${image}\n${layer}\n`;

/** Chapter 2: images, layers and containers. */
export const imageExperiments = [
  experiment<{ a: string[]; b: string[] }>({
    id: "shared-layer",
    chapter: "images",
    title: "One layer in two images",
    question: "You build two images on the same base. Is the base stored twice?",
    options: { once: "No: both point to the same layers", twice: "Yes: each image has its own copy" },
    file: ({ image }) => ({
      name: "Dockerfile of the first; the second has b in place of a",
      text: `${dockerfile(image)}RUN echo a > /name`,
    }),
    lines: (kit) => [
      buildLine("guide-shared-a:1", kit),
      buildLine("guide-shared-b:1", kit),
      ["image", "inspect", "guide-shared-a:1", "guide-shared-b:1"],
    ],
    async run(lab) {
      await lab.build("guide-shared-a:1", `${dockerfile(lab.kit.image)}RUN echo a > /name\n`);
      await lab.build("guide-shared-b:1", `${dockerfile(lab.kit.image)}RUN echo b > /name\n`);
      const [a = [], b = []] = await lab.layers(["guide-shared-a:1", "guide-shared-b:1"]);
      return { a, b };
    },
    judge: ({ a, b }) => (a[0] !== undefined && a[0] === b[0] ? "once" : "twice"),
    expected: () => "once",
    show: ({ a, b }) => [
      {
        kind: "namespaces",
        boxes: [
          { name: "guide-shared-a:1", ids: layerIds(a) },
          { name: "guide-shared-b:1", ids: layerIds(b) },
        ],
      },
    ],
    why: ({ a, b }) => {
      const shared = a.filter((id) => b.includes(id)).length;
      return `${shared} of ${a.length} layers have the same digest in both images. A digest names its content, so the engine stores such a layer once.`;
    },
  }),
  experiment<{ cached: number; steps: number; first: number; again: number }>({
    id: "build-cache",
    chapter: "images",
    title: "Building the same thing again",
    question: "You build the same Dockerfile a second time. Are its steps run again?",
    options: { cached: "No: the results of the first build are used", again: "Yes: every step runs again" },
    file: ({ image }) => ({
      name: "Dockerfile; the word is a new one in each experiment",
      text: `${dockerfile(image)}RUN echo word > /done`,
    }),
    lines: (kit) => [buildLine("guide-cache:1", kit), buildLine("guide-cache:2", kit)],
    async run(lab) {
      // Random, so that the first build never finds an earlier one.
      const text = `${dockerfile(lab.kit.image)}RUN echo ${Math.random().toString(36).slice(2)} > /done\n`;
      const one = await lab.build("guide-cache:1", text);
      const two = await lab.build("guide-cache:2", text);
      return {
        cached: two.said.split("Using cache").length - 1,
        steps: (text.match(/^RUN/gm) ?? []).length,
        first: one.took,
        again: two.took,
      };
    },
    judge: ({ cached, steps }) => (cached >= steps ? "cached" : "again"),
    expected: () => "cached",
    show: ({ cached, first: once, again }) => [
      { kind: "facts", facts: [{ name: "Steps that the builder answered from its cache", value: String(cached) }] },
      {
        kind: "bars",
        title: "Time to build",
        unit: "ms",
        bars: [
          { name: "First build", value: once },
          { name: "Second build", value: again },
        ],
      },
    ],
    why: () => "A step whose text and base have not changed gives the same layer, so the builder takes the one it has.",
  }),
  experiment<{ written: string; seen: string; changed: string[] }>({
    id: "own-layer",
    chapter: "images",
    title: "A file written in one container",
    question: "One container writes /tmp/note. Does a second container of the same image see it?",
    options: { no: "No: each container has a layer of its own", yes: "Yes: they share the image's files" },
    lines: (kit) => [runLine(first, kit), runLine(second, kit), ["diff", first.name]],
    async run(lab) {
      const written = await lab.run(first);
      const seen = await lab.run(second);
      const changed = await lab.diff(first);
      return { written: written.output, seen: seen.output, changed: changed.map(({ Path }) => Path) };
    },
    judge: ({ seen }) => (seen.split("\n").includes("mine") ? "yes" : "no"),
    expected: () => "no",
    show: ({ written, seen, changed }) => [
      { kind: "output", command: "first container", text: written },
      { kind: "output", command: "second container", text: seen },
      { kind: "output", command: `docker diff ${first.name}`, text: changed.join("\n") },
    ],
    why: () => "The image is never written to. What a container writes lands in a thin layer that only it has.",
  }),
  experiment<{ before: string; after: string }>({
    id: "files-vanish",
    chapter: "running",
    title: "What outlives a container",
    question: "A container writes one file on its own and one in a volume, and is removed. What is left?",
    options: { volume: "Only the file in the volume", both: "Both files", none: "Neither file" },
    lines: (kit) => [volumeLine(volume.name, kit), runLine(keeper, kit), ["rm", keeper.name], runLine(heir, kit)],
    async run(lab) {
      await lab.createVolume(volume.name);
      const before = await lab.run(keeper);
      await lab.remove(keeper);
      const after = await lab.run(heir);
      return { before: before.output, after: after.output };
    },
    judge: ({ after }) => {
      const lines = after.split("\n");
      return lines.includes("kept") ? (lines.includes("lost") ? "both" : "volume") : "none";
    },
    expected: () => "volume",
    show: ({ before, after }) => [
      { kind: "output", command: "the first container", text: before },
      { kind: "output", command: "a new one, with the same volume", text: after },
    ],
    why: () =>
      "A container's own layer is removed with it. A volume is an object of its own and stays until you remove it.",
  }),
];

const layerIds = (layers: readonly string[]) =>
  Object.fromEntries(layers.map((id, index) => [`layer ${index + 1}`, id.replace("sha256:", "").slice(0, 12)]));
