import { guideLabel } from "@shared/guide.ts";
import { path } from "../../docker/path.ts";
import { type Box, type Kit, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import { upLine } from "../lab/compose.ts";

const project = "guide-shop";
const network = `${project}_default`;
const [web, client] = [`${project}-web-1`, `${project}-client-1`];
/** Both services are alike; what they do is in their names. `ping` needs NET_RAW, which Docker gives and Podman does not. */
const composeFile = ({ image, run }: Kit) => `x-service: &service
  image: ${JSON.stringify(image)}
  command: sleep 120
  mem_limit: 64m
  memswap_limit: 64m
  cpus: 1
  pids_limit: 64
  cap_add: [NET_RAW]
  labels: { ${guideLabel}: "${run}" }
services:
  web: *service
  client: *service
networks:
  default:
    labels: { ${guideLabel}: "${run}" }
`;
const ask = ["ping", "-c", "1", "-W", "2", "web"];
const plainWeb: Box = { name: "guide-plain-web", command: ["sleep", "120"], detach: true };
const plainClient: Box = {
  name: "guide-plain-client",
  command: ["ping", "-c", "1", "-W", "2", plainWeb.name],
  capAdd: "NET_RAW",
};

/** Chapter 8: many containers as one application. */
export const composeExperiments = [
  experiment<{ before: { output: string; exitCode: number }; after: { output: string; exitCode: number } }>({
    id: "service-names",
    chapter: "compose",
    title: "Services find each other by name",
    question:
      "Compose starts two services. One asks for the other by name, before and after that one leaves the network. What comes?",
    options: { both: "An answer, then “bad address”", always: "An answer both times", never: "No answer at all" },
    file: (kit) => ({ name: "compose.yaml", text: composeFile(kit) }),
    lines: (kit) => [
      upLine(project, kit),
      ["exec", client, ...ask],
      ["network", "disconnect", network, web],
      ["exec", client, ...ask],
    ],
    async run(lab) {
      await lab.up(project, composeFile(lab.kit));
      const before = await lab.exec(client, ask);
      await lab.disconnect(network, web);
      return { before, after: await lab.exec(client, ask) };
    },
    judge: ({ before, after }) => (before.exitCode === 0 ? (after.exitCode === 0 ? "always" : "both") : "never"),
    expected: () => "both",
    show: ({ before, after }) => [
      { kind: "output", command: "ping web, on the same network", text: before.output },
      { kind: "output", command: "ping web, after it left", text: after.output },
    ],
    why: () =>
      "Compose made the network guide-shop_default and gave each service its name there. Whoever leaves it has no name on it any more.",
  }),
  experiment<{ output: string; exitCode: number; address: string }>({
    id: "no-names",
    chapter: "compose",
    title: "The default network knows no names",
    question: "Two containers run on the default bridge, without Compose. Does one find the other by name?",
    options: { no: "No: names are not known there", yes: "Yes: as with Compose" },
    lines: (kit) => [runLine(plainWeb, kit), runLine(plainClient, kit)],
    async run(lab) {
      const id = await lab.start(plainWeb);
      const { output, exitCode } = await lab.run(plainClient);
      const { NetworkSettings } = await lab.get<{
        NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
      }>(path`/containers/${id}/json`);
      return { output, exitCode, address: Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? "" };
    },
    judge: ({ exitCode }) => (exitCode === 0 ? "yes" : "no"),
    expected: () => "no",
    show: ({ output, address }) => [
      { kind: "output", command: `ping ${plainWeb.name}`, text: output },
      { kind: "facts", facts: [{ name: "Its address all the same", value: address }] },
    ],
    why: () =>
      "The default bridge has no name service of Docker's. That is why Compose makes a network for each project.",
  }),
];
