import { path } from "../../docker/path.ts";
import type { Box } from "../box.ts";
import { runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

const pulledBox = (image: string): Box => ({ name: "guide-missing-image", command: [], image });
const alone: Box = { name: "guide-on-its-own", command: ["sleep", "120"], detach: true };

/** Chapter 1: the engine does the work. */
export const dockerExperiments = [
  experiment<{ before: boolean; refused: boolean; after: boolean; said: string; printed: string }>({
    id: "missing-image",
    chapter: "docker",
    title: "Running an image that is not here",
    question: "You run an image that this engine does not have. What happens?",
    options: {
      pulled: "It is fetched from a registry first, then run",
      refused: "The run stops with an error",
    },
    ask: { label: "An image that is not here yet", value: "hello-world:latest" },
    lines: (kit) => [["pull", kit.answer], runLine(pulledBox(kit.answer), kit)],
    async run(lab) {
      const image = lab.kit.answer;
      const here = () =>
        lab.get(path`/images/${image}/json`).then(
          () => true,
          () => false,
        );
      const before = await here();
      const box = pulledBox(image);
      const refused = before ? false : !(await lab.tryCreate(box));
      const said = refused ? await lab.pull(image, ["pull", image]) : "";
      const after = await here();
      const { output } = before ? { output: "" } : await lab.run(box);
      return { before, refused, after, said, printed: output };
    },
    judge: ({ before, refused, after }) => (before ? "here" : refused && after ? "pulled" : "refused"),
    expected: () => "pulled",
    show: ({ before, said, printed }) => [
      {
        kind: "facts",
        facts: [{ name: "On this engine before", value: before ? "yes: choose an image that is missing" : "no" }],
      },
      { kind: "output", command: "docker pull", text: said },
      { kind: "output", command: "docker run", text: printed.slice(0, 600) },
    ],
    why: ({ before }) =>
      before
        ? "This image was here already, so nothing had to be fetched. Type one that is missing and run it again."
        : "The engine had no such image and said so. As docker run does then, it was pulled, and the run went on.",
  }),
  experiment<{ running: boolean; pid: number }>({
    id: "on-its-own",
    chapter: "docker",
    title: "Who keeps a container running",
    question: "A container is started, then every connection to it is closed. Does it go on?",
    options: { runs: "Yes: the engine keeps it", ends: "No: it ends with the program that started it" },
    lines: (kit) => [runLine(alone, kit)],
    async run(lab) {
      const id = await lab.start(alone);
      await lab.pause(500);
      const { State } = await lab.inspect(id);
      return { running: State.Running, pid: State.Pid };
    },
    judge: ({ running }) => (running ? "runs" : "ends"),
    expected: () => "runs",
    show: ({ running, pid }) => [
      {
        kind: "facts",
        facts: [
          { name: "Half a second later, over a new connection", value: running ? "running" : "not running" },
          { name: "Its process on the engine's machine", value: String(pid) },
        ],
      },
    ],
    why: () => "The engine started it and owns it. The docker command only sends requests, and so does Drydock.",
  }),
];
