import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedEngine } from "../engine/shared-engine.ts";
import { followRun, type TryCompose, tryCompose } from "./compose/try-project.ts";

let own: TryCompose;
beforeAll(async () => {
  own = await tryCompose(sharedEngine());
});
afterAll(() => own.end());

/** Three services: one that is built, one with a health check and a volume, one with a profile and an env file. */
const shop = {
  "compose.yaml": `services:
  web:
    build: web
    environment: { GREETING: "\${GREETING:-hello}" }
    depends_on: { db: { condition: service_healthy } }
    networks: [front, back]
  db:
    image: busybox:latest
    command: sleep 1000
    healthcheck: { test: [CMD, "true"], interval: 1s, timeout: 1s }
    volumes: [data:/data]
    networks: [back]
  job:
    image: busybox:latest
    command: sh -c 'echo did $$TASK'
    env_file: job.env
    profiles: [jobs]
    networks: [back]
networks: { front: {}, back: {} }
volumes: { data: {} }
`,
  "web/Dockerfile": 'FROM busybox:latest\nRUN echo built > /built\nCMD ["sleep", "1000"]\n',
  "job.env": "TASK=sweep\n",
};

const states = async (project: string) =>
  (
    await sharedEngine().docker(
      "ps",
      "-a",
      "--filter",
      `label=com.docker.compose.project=${project}`,
      "--format",
      '{{.Label "com.docker.compose.service"}} {{.State}}',
    )
  )
    .split("\n")
    .filter(Boolean)
    .sort();

describe("a project of three services", () => {
  test("is built and started, its steps are told by service, and the engine has the last word", async () => {
    const { server, project } = own;
    const { up, name } = project(shop);
    const { events, end, error } = await followRun(server.up(up({ build: true })));
    expect(error).toBeUndefined();
    expect(events[0]).toMatchObject({ type: "begin", services: ["db", "web"] });
    const steps = events.flatMap((event) => (event.type === "step" ? [event.step] : []));
    expect(steps).toContainEqual(
      expect.objectContaining({ kind: "container", service: "db", state: "done", text: "Healthy" }),
    );
    expect(steps).toContainEqual(
      expect.objectContaining({ kind: "container", service: "web", state: "done", text: "Started" }),
    );
    expect(steps).toContainEqual(expect.objectContaining({ kind: "network", name: `${name}_front`, text: "Created" }));
    expect(steps).toContainEqual(expect.objectContaining({ kind: "volume", name: `${name}_data`, text: "Created" }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: "line", service: "web", text: expect.stringContaining("RUN echo built") }),
    );
    expect(end).toMatchObject({
      outcome: "done",
      services: [
        { service: "db", running: 1 },
        { service: "web", running: 1 },
      ],
    });
    expect(await states(name)).toEqual(["db running", "web running"]);
  });
});
