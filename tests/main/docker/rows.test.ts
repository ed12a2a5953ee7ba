import { expect, test } from "vitest";
import { containerRows, imageRows, networkRows, volumeRows } from "../../../main/docker/rows.ts";
import { put, same } from "../../../main/docker/tables.ts";
import { sharedEngine } from "../../engine/shared-engine.ts";

const id = "a".repeat(64);
const plain = {
  Id: id,
  Names: ["/web"],
  Image: "web:1",
  ImageID: `sha256:${id}`,
  State: "running",
  Status: "Up 3 minutes (healthy)",
  Created: 1700000000,
};

test("a container as docker ps shows it", () => {
  const [row] = containerRows("E", [
    {
      ...plain,
      Names: ["/other/alias", "/web"],
      Ports: [
        { PrivatePort: 443, Type: "tcp" },
        { IP: "::", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
        { IP: "0.0.0.0", PrivatePort: 80, PublicPort: 8080, Type: "tcp" },
      ],
      Labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
      Mounts: [{ Type: "volume", Name: "data", Source: "/var/lib/docker/x", Destination: "/data", RW: true }],
      NetworkSettings: { Networks: { bridge: { NetworkID: "n", IPAddress: "172.17.0.2" } } },
    },
  ]);
  expect(row).toMatchObject({
    engine: "E",
    name: "web",
    created: 1700000000000,
    health: "healthy",
    project: "shop",
    service: "web",
    mounts: [{ type: "volume", source: "data", destination: "/data", writable: true }],
    networks: [{ name: "bridge", id: "n", address: "172.17.0.2" }],
  });
  expect(row?.ports).toEqual([
    { private: 80, public: 8080, protocol: "tcp", ip: "0.0.0.0" },
    { private: 80, public: 8080, protocol: "tcp", ip: "::" },
    { private: 443, protocol: "tcp" },
  ]);
});

test.each([
  ["Exited (137) 2 hours ago", { exitCode: 137 }],
  ["Restarting (1) 3 seconds ago", { exitCode: 1 }],
  ["Up 1 second (health: starting)", { health: "starting" }],
  ["Up 5 days (unhealthy)", { health: "unhealthy" }],
  ["Up 5 days", { health: undefined, exitCode: undefined }],
])("status %s", (Status, expected) => {
  const { health, exitCode } = containerRows("E", [{ ...plain, Status }])[0]!;
  expect({ health, exitCode }).toEqual(expected);
});

test.each([
  ["configured", "created"],
  ["stopped", "exited"],
  ["Running", "running"],
  ["nonsense", "exited"],
  ["constructor", "exited"],
  [undefined, "exited"],
])("Podman's and other states: %s is %s", (State, state) => {
  expect(containerRows("E", [{ ...plain, State }])[0]?.state).toBe(state);
});

test("nulls, wrong types and missing fields become empty; only rows without an ID are left out", () => {
  const rows = containerRows("E", [
    { Id: id, Names: null, Labels: null, Ports: null, Mounts: null, NetworkSettings: null, Created: "soon", Image: 7 },
    { Id: "short" },
    null,
    "text",
    { ...plain, Ports: [{ PrivatePort: 99999999, Type: "tcp" }, null, { PrivatePort: 80, Type: "odd" }] },
  ]);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject({
    name: id.slice(0, 12),
    image: "",
    labels: {},
    ports: [],
    mounts: [],
    networks: [],
    created: 0,
  });
  expect(rows[1]?.ports).toEqual([{ private: 80, protocol: "tcp" }]);
  for (const answer of [null, undefined, {}, "x", 3])
    expect([containerRows("E", answer), volumeRows("E", answer)]).toEqual([[], []]);
});

test("labels pollute nothing, and a megabyte of them is cut", () => {
  const hostile = JSON.parse(
    `{"__proto__":"x","constructor":"c","toString":"t","com.docker.compose.project":"kept","fine":"yes","huge":"${"y".repeat(1_000_000)}"}`,
  );
  for (let at = 0; at < 5000; at += 1) hostile[`label-${at}`] = "z".repeat(900);
  const [row] = containerRows("E", [{ ...plain, Labels: hostile }]);
  expect(row?.project).toBe("kept");
  expect(row?.labels.fine).toBe("yes");
  expect(row?.labels.constructor).toBe("c");
  expect(Object.getPrototypeOf(row?.labels)).toBe(Object.prototype);
  expect(JSON.stringify(row).length).toBeLessThan(40_000);
  expect(
    JSON.stringify(containerRows("E", [{ ...plain, Names: ["/n".repeat(1e6)], Command: "c".repeat(1e6) }])).length,
  ).toBeLessThan(5000);
});

test("images: dangling ones have no tags, and IDs are whole", () => {
  const rows = imageRows("E", [
    {
      Id: `sha256:${id}`,
      RepoTags: ["<none>:<none>"],
      RepoDigests: ["<none>@<none>"],
      Size: 5,
      Created: 1,
      Labels: null,
    },
    { Id: id, RepoTags: ["b:1", "a:1"], RepoDigests: null, Size: -1, Created: 1 },
  ]);
  expect(rows[0]).toMatchObject({ tags: [], digests: [], size: 5, created: 1000 });
  expect(rows[1]).toMatchObject({ id: `sha256:${id}`, tags: ["a:1", "b:1"], size: 0 });
});

test("volumes and networks", () => {
  expect(
    volumeRows("E", {
      Volumes: [{ Name: "v", Driver: "local", CreatedAt: "2026-01-02T03:04:05Z" }, {}],
      Warnings: null,
    }),
  ).toMatchObject([{ name: "v", driver: "local", created: Date.UTC(2026, 0, 2, 3, 4, 5) }]);
  expect(volumeRows("E", { Volumes: null })).toEqual([]);
  expect(
    networkRows("E", [
      {
        Id: "n1",
        Name: "net",
        Driver: "bridge",
        IPAM: { Config: [{ Subnet: "10.0.0.0/24", Gateway: "10.0.0.1" }] },
        Created: "0001-01-01T00:00:00Z",
      },
      { Id: "n2", IPAM: { Config: null } },
    ]),
  ).toMatchObject([
    { name: "net", subnets: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1" }] },
    { name: "n2", subnets: [] },
  ]);
});

test("only rows that differ are changes", () => {
  const table = new Map();
  const rows = (status: string) =>
    containerRows("E", [
      { ...plain, Status: status },
      { ...plain, Id: "b".repeat(64) },
    ]);
  expect(put(table, "containers", rows("Up"), true)).toHaveLength(2);
  expect(put(table, "containers", rows("Up"), true)).toEqual([]);
  expect(put(table, "containers", rows("Up 2"), true)).toEqual([id]);
  expect(put(table, "containers", rows("Up 2").slice(0, 1), true)).toEqual(["b".repeat(64)]);
  expect(same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true);
  expect(same({ a: 1 }, { a: 1, b: undefined })).toBe(false);
});

test("what a real engine lists is read without loss", async () => {
  const engine = sharedEngine();
  const raw = JSON.parse((await engine.api("GET", "/images/json")).body);
  expect(imageRows("E", raw)).toHaveLength(raw.length);
  const networks = JSON.parse((await engine.api("GET", "/networks")).body);
  expect(networkRows("E", networks).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["bridge", "host", "none"]),
  );
});
