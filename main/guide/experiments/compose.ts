import { path } from "../../docker/path.ts";
import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import { networkLine } from "../lab.ts";

const network = "guide-shop";
const web: Box = { name: "guide-shop-web", command: ["sleep", "120"], detach: true, network, alias: "web" };
const client: Box = { name: "guide-shop-client", command: ["sleep", "120"], detach: true, network, alias: "client" };
const ask = ["ping", "-c", "1", "-W", "2", "web"];
const plainWeb: Box = { name: "guide-plain-web", command: ["sleep", "120"], detach: true };
const plainClient: Box = { name: "guide-plain-client", command: ["ping", "-c", "1", "-W", "2", plainWeb.name] };

/** Chapter 8: many containers as one application. */
export const composeExperiments = [
  experiment<{ before: { output: string; exitCode: number }; after: { output: string; exitCode: number } }>({
    id: "service-names",
    chapter: "compose",
    title: "Services find each other by name",
    question:
      "Two services share a network. One asks for the other by name, before and after that one leaves. What comes?",
    options: { both: "An answer, then “bad address”", always: "An answer both times", never: "No answer at all" },
    lines: (kit) => [
      networkLine(network, kit),
      runLine(web, kit),
      runLine(client, kit),
      ["exec", client.name, ...ask],
      ["network", "disconnect", network, web.name],
      ["exec", client.name, ...ask],
    ],
    async run(lab) {
      await lab.createNetwork(network);
      await lab.start(web);
      await lab.start(client);
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
      "On a network that you make, the engine answers for names. Compose makes one for each project and gives each service its name there.",
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
