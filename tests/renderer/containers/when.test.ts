import type { Container, ContainerState } from "@shared/containers.ts";
import { describe, expect, it } from "vitest";
import { portText, portUrl, publishedPorts } from "../../../renderer/containers/ports.ts";
import { webAddresses, when } from "../../../renderer/containers/when.ts";

const container = (part: Partial<Container> = {}): Container => ({
  engine: "e",
  id: "0".repeat(64),
  name: "web",
  image: "web:1.0",
  imageId: "",
  command: "",
  created: 0,
  state: "running",
  status: "",
  ports: [],
  mounts: [],
  networks: [],
  labels: {},
  ...part,
});

describe("actions on a container", () => {
  const offered = (state: ContainerState) =>
    Object.entries(when).flatMap(([id, rule]) => (rule(container({ state })) === true ? [id] : []));
  it.each<[ContainerState, string[]]>([
    ["running", ["stop", "restart", "pause", "kill", "rename"]],
    ["paused", ["stop", "unpause", "kill", "rename"]],
    ["exited", ["start", "restart", "rename", "remove"]],
    ["created", ["start", "rename", "remove"]],
    ["dead", ["remove"]],
    ["removing", []],
  ])("that is %s: %j", (state, actions) => expect(offered(state)).toEqual(actions));

  it("say why a running one is not removed", () => expect(when.remove(container())).toBe("Stop it first"));
});

describe("ports", () => {
  const ports: Container["ports"] = [
    { private: 443, public: 8443, protocol: "tcp", ip: "0.0.0.0" },
    { private: 80, public: 8080, protocol: "tcp", ip: "0.0.0.0" },
    { private: 80, public: 8080, protocol: "tcp", ip: "::" },
    { private: 53, public: 53, protocol: "udp" },
    { private: 9000, protocol: "tcp" },
  ];
  it("are named once each, published ones only, by host port", () => {
    expect(publishedPorts({ ports }).map(portText)).toEqual(["53/udp", "8080→80", "8443→443"]);
  });

  it("open in a browser when they are TCP", () => {
    expect(webAddresses(container({ ports }))).toEqual(["http://localhost:8080", "https://localhost:8443"]);
    expect(portUrl(ports[3]!)).toBeUndefined();
    expect(when.open(container({ ports }))).toBe(true);
    expect(when.open(container({ ports, state: "exited" }))).toBe(false);
  });
});
