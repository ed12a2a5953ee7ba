import type { Engine } from "../engine/engine.ts";
import { images } from "../engine/images.ts";

const project = (name: string, service: string) => [
  "--label",
  `com.docker.compose.project=${name}`,
  "--label",
  `com.docker.compose.service=${service}`,
  "--label",
  `com.docker.compose.project.working_dir=/home/sam/${name}`,
  "--label",
  `com.docker.compose.project.config_files=/home/sam/${name}/compose.yaml`,
];

/** Fills an empty engine with what a person has after a week: a shop of four services, tools, leftovers. */
export async function setScene(engine: Engine): Promise<void> {
  const tags = [
    "postgres:16",
    "redis:7",
    "shop/worker:2.4.1",
    "grafana:11.2",
    "registry.example/team/payments-gateway:2026.11.2",
  ];
  for (const tag of tags) await engine.docker("tag", images.busybox, tag);
  for (const tag of ["nginx:1.27", "shop/web:2.4.1"]) await engine.docker("tag", images.web, tag);
  await engine.docker("network", "create", "shop_default");
  for (const volume of ["shop_database", "grafana", "scratch"]) await engine.docker("volume", "create", volume);
  const run = (...words: string[]) => engine.docker("run", "-d", ...words);
  const loop = ["sh", "-c", "while true; do echo $(date -Iseconds) job finished; sleep 1; done"];
  const shop = ["--network", "shop_default"];
  await run("--name", "shop-web-1", "-p", "127.0.0.1:8080:80", ...shop, ...project("shop", "web"), "shop/web:2.4.1");
  await run(
    "--name",
    "shop-db-1",
    "-v",
    "shop_database:/var/lib/postgresql/data",
    ...shop,
    ...project("shop", "db"),
    "postgres:16",
    "sleep",
    "9999",
  );
  await run("--name", "shop-cache-1", "-m", "64m", ...shop, ...project("shop", "cache"), "redis:7", "sleep", "9999");
  await run(
    "--name",
    "shop-worker-1",
    "--cpus",
    "0.2",
    ...shop,
    ...project("shop", "worker"),
    "shop/worker:2.4.1",
    "sh",
    "-c",
    "while true; do :; done",
  );
  await run("--name", "docs", "-p", "127.0.0.1:8081:80", "nginx:1.27");
  await run("--name", "job-runner", "-e", "LINES=400", images.logger);
  await run("--name", "ticker", images.busybox, ...loop);
  await run("--name", "grafana", "-v", "grafana:/var/lib/grafana", "grafana:11.2", "sleep", "9999");
  await run("-it", "--name", "shell", images.busybox, "sh");
  await run(
    "--name",
    "payments-gateway-canary-eu-west",
    "registry.example/team/payments-gateway:2026.11.2",
    "sleep",
    "9999",
  );
  await engine.docker("pause", "payments-gateway-canary-eu-west");
  await engine.docker("run", "--name", "migration", images.busybox, "sh", "-c", "exit 3").catch(() => {});
  await engine.docker("create", "--name", "prepared", images.busybox);
}
