import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RowProgress } from "@shared/plans.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openTestPlans, readRemoval, rowsOf } from "./plans/open-plans.ts";

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("plans on engine %s", (_version, shared) => {
  const run = Math.random().toString(36).slice(2, 8);
  const own = (name: string) => `plan-${run}-${name}`;

  test("shows every container, volume and network asked for, and removes exactly those that are ticked", async () => {
    const engine = shared();
    const { server, journal } = openTestPlans(engine);
    const label = `run=${own("a")}`;
    for (const name of ["one", "two"])
      await engine.docker("create", "--name", own(name), "--label", label, images.busybox);
    await engine.docker("volume", "create", "--label", label, own("data"));
    await engine.docker("network", "create", "--label", label, own("net"));
    onTestFinished(() =>
      engine
        .docker("rm", "-f", own("two"))
        .then(() => engine.docker("volume", "rm", own("data")))
        .then(() => {}),
    );

    const plan = await server.preview({
      ...nothing,
      engine: engine.id,
      stoppedContainers: true,
      unusedNetworks: true,
      unusedVolumes: true,
      labels: [{ key: "run", value: own("a"), not: false }],
    });
    expect(rowsOf(plan).sort()).toEqual([
      `container ${own("one")} ticked`,
      `container ${own("two")} ticked`,
      `network ${own("net")} ticked`,
      `volume ${own("data")}`,
    ]);
    const keys = plan.rows.filter(({ name }) => [own("one"), own("net")].includes(name)).map(({ key }) => key);
    const end = await readRemoval(server.remove({ engine: engine.id, plan: plan.id, rows: keys }));
    expect(end).toMatchObject({ removed: 2, skipped: 0, failed: 0 });
    expect(await engine.docker("ps", "-a", "--format", "{{.Names}}", "--filter", `label=${label}`)).toBe(own("two"));
    expect(await engine.docker("network", "ls", "-q", "--filter", `label=${label}`)).toBe("");
    expect(await engine.docker("volume", "ls", "-q", "--filter", `label=${label}`)).toBe(own("data"));

    // The volume's last user is known although it is gone.
    await engine.docker(
      "create",
      "--name",
      own("user"),
      "--label",
      label,
      "-v",
      `${own("data")}:/data`,
      images.busybox,
    );
    const only = { labels: [{ key: "run", value: own("a"), not: false }], engine: engine.id };
    const first = await server.preview({ ...nothing, ...only, stoppedContainers: true });
    const user = first.rows.filter(({ name }) => name === own("user")).map(({ key }) => key);
    await readRemoval(server.remove({ engine: engine.id, plan: first.id, rows: user }));
    const second = await server.preview({ ...nothing, ...only, unusedVolumes: true });
    expect(second.rows).toMatchObject([{ name: own("data"), lastContainer: own("user"), data: true, ticked: false }]);

    const [last] = readdirSync(journal);
    const file = join(journal, last!);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain(own("one"));
    expect((await server.removed({ most: 10 })).map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      `${own("user")} removed`,
      `${own("net")} removed`,
      `${own("one")} removed`,
    ]);
  });

  test("leaves what changed since the preview, and says why", async () => {
    const engine = shared();
    const { server } = openTestPlans(engine);
    const label = `run=${own("b")}`;
    const create = (name: string) =>
      engine.docker("create", "--name", own(name), "--label", label, images.busybox, "sleep", "1000");
    for (const name of ["starts", "renamed", "again", "gone"]) await create(name);
    await engine.docker("volume", "create", "--label", label, own("mounted"));
    await engine.docker("volume", "create", "--label", label, own("remade"));
    await engine.docker("tag", images.busybox, own("tag"));
    await engine.docker("network", "create", "--label", label, own("joined"));
    onTestFinished(async () => {
      const ids = (await engine.docker("ps", "-aq", "--filter", `label=${label}`)).split("\n");
      await engine.docker("rm", "-f", ...ids);
      await engine.docker("volume", "rm", own("mounted"), own("remade"));
      await engine.docker("network", "rm", own("joined"));
      await engine.docker("rmi", own("tag"));
    });
    const choices = {
      ...nothing,
      engine: engine.id,
      stoppedContainers: true,
      unusedVolumes: true,
      unusedNetworks: true,
    };
    const plan = await server.preview({ ...choices, labels: [{ key: "run", value: own("b"), not: false }] });
    const busybox = JSON.parse(await engine.docker("inspect", images.busybox))[0].Id;
    const tagPlan = await server.previewObjects({
      engine: engine.id,
      objects: [{ kind: "image", id: busybox, reference: `${own("tag")}:latest` }],
    });
    expect(plan.rows).toHaveLength(7);

    await engine.docker("start", own("starts"));
    await engine.docker("rename", own("renamed"), own("renamed-2"));
    await engine.docker("rm", own("again"), own("gone"));
    await create("again");
    await engine.docker(
      "create",
      "--name",
      own("user"),
      "--label",
      label,
      "-v",
      `${own("mounted")}:/data`,
      images.busybox,
    );
    await engine.docker("volume", "rm", own("remade"));
    await engine.docker("volume", "create", "--label", label, own("remade"));
    await engine.docker(
      "run",
      "-d",
      "--name",
      own("member"),
      "--label",
      label,
      "--network",
      own("joined"),
      images.busybox,
      "sleep",
      "1000",
    );
    await engine.docker("tag", images.web, own("tag"));

    const why = new Map<string, RowProgress>();
    const all = plan.rows.map(({ key }) => key);
    const end = await readRemoval(server.remove({ engine: engine.id, plan: plan.id, rows: all, typed: "2" }), why);
    expect(end).toMatchObject({ removed: 0, skipped: 7, failed: 0 });
    const said = Object.fromEntries(plan.rows.map(({ key, name }) => [name.replace(own(""), ""), why.get(key)?.why]));
    expect(said).toEqual({
      starts: "It is running now.",
      renamed: `It is called ${own("renamed-2")} now.`,
      again: "It is no longer there.",
      gone: "It is no longer there.",
      mounted: `The container ${own("user")} mounts it.`,
      remade: "It is another volume of the same name now.",
      joined: `The container ${own("member")} is connected to it.`,
    });
    expect(
      await readRemoval(server.remove({ engine: engine.id, plan: tagPlan.id, rows: [tagPlan.rows[0]!.key] }), why),
    ).toMatchObject({
      skipped: 1,
    });
    expect(why.get(tagPlan.rows[0]!.key)?.why).toContain("is the name of another image now");
  });

  test("refuses rows that were never offered, and named volumes without the typed name", async () => {
    const engine = shared();
    const { server } = openTestPlans(engine);
    await engine.docker("volume", "create", own("kept"));
    onTestFinished(() => engine.docker("volume", "rm", own("kept")).then(() => {}));
    const plan = await server.previewObjects({ engine: engine.id, objects: [{ kind: "volume", id: own("kept") }] });
    const [row] = plan.rows;
    const remove = (rows: string[], typed?: string) => () =>
      server.remove({ engine: engine.id, plan: plan.id, rows, typed });
    expect(remove([row!.key])).toThrow(/typed/);
    expect(remove([row!.key], own("other"))).toThrow(/typed/);
    expect(remove(["volume other"])).toThrow(/Only what the preview shows/);
    expect(await engine.docker("volume", "ls", "-q", "--filter", `name=${own("kept")}`)).toBe(own("kept"));
  });
});

const nothing = {
  stoppedContainers: false,
  unusedImages: false,
  danglingImages: false,
  unusedNetworks: false,
  unusedVolumes: false,
  buildCache: false,
  allCache: false,
  until: "",
  labels: [],
};
