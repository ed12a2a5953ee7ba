import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { dockerCli, type EngineAccess } from "./engine-access.ts";

const execute = promisify(execFile);

/** The small real images that `buildImages` makes, and what each is for. */
export const images = {
  /** A shell and 300 commands in one layer of 2 MB. */
  busybox: "busybox:latest",
  busyboxTagged: "busybox:1.35",
  /** Serves `/` and `/health` on port 80; declares a health check, EXPOSE, labels and environment. */
  web: "web:1.0",
  /** Seven layers, five of them 1 MB that nothing compresses: pulls and pushes take visible steps. */
  layers: "layers:1.0",
  /** Prints numbered lines on both outputs, some in colour: `LINES` of them (1000), then waits. */
  logger: "logger:1.0",
} as const;

export type ImageKey = keyof typeof images;

/** Makes `images` on an engine, or the named few, from nothing but busybox and with its classic builder (about 2 seconds). */
export async function buildImages(engine: EngineAccess, only = Object.keys(images) as ImageKey[]): Promise<void> {
  await importBusybox(engine);
  for (const key of only) {
    const image = dockerfiles[key];
    if (image) await buildImage(engine, images[key], image.dockerfile, image.files?.());
  }
}

/** Builds one image from a Dockerfile's text and the files beside it, by name. */
export async function buildImage(
  engine: EngineAccess,
  tag: string,
  dockerfile: string,
  files: Record<string, string | Uint8Array> = {},
): Promise<void> {
  const folder = join(engine.folder, `build-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "Dockerfile"), dockerfile);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  await dockerCli(engine, ["build", "--quiet", "--tag", tag, folder], { DOCKER_BUILDKIT: "0" });
  rmSync(folder, { recursive: true });
}

const dockerfiles: Partial<
  Record<ImageKey, { dockerfile: string; files?: () => Record<string, string | Uint8Array> }>
> = {
  web: {
    dockerfile: `FROM busybox:latest
LABEL org.opencontainers.image.title="web" org.opencontainers.image.description="A page and a health check"
ENV GREETING=hello
COPY index.html health /www/
EXPOSE 80
HEALTHCHECK --interval=1s --timeout=1s --retries=2 CMD wget -q -O - http://127.0.0.1/health
CMD ["httpd", "-f", "-v", "-p", "80", "-h", "/www"]
`,
    files: () => ({ "index.html": "<h1>Hello from Drydock's test</h1>\n", health: "ok\n" }),
  },
  layers: {
    dockerfile: `FROM busybox:latest
${[1, 2, 3, 4, 5].map((number) => `COPY part-${number} /parts/`).join("\n")}
COPY readme /
CMD ["ls", "-l", "/parts"]
`,
    files: () => ({
      readme: "Six layers over busybox.\n",
      ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`part-${number}`, randomBytes(1 << 20)])),
    }),
  },
  logger: {
    dockerfile: `FROM busybox:latest
ENV LINES=1000
COPY print /bin/
CMD ["sh", "/bin/print"]
`,
    // awk, because a shell loop takes a second for 100,000 lines.
    files: () => ({
      print: `awk -v lines="$LINES" 'BEGIN {
  for (i = 1; i <= lines; i++) {
    if (i % 10 == 0) printf "line %d on stderr\\n", i > "/dev/stderr"
    else if (i % 7 == 0) printf "\\033[32mline %d in green\\033[0m\\n", i
    else printf "line %d\\n", i
  }
}'
exec sleep 1000000
`,
    }),
  },
};

async function importBusybox(engine: EngineAccess): Promise<void> {
  if (await engine.docker("images", "--quiet", images.busybox)) return;
  const root = join(engine.folder, "busybox");
  for (const name of ["bin", "etc", "root", "tmp", "www"]) mkdirSync(join(root, name), { recursive: true });
  const busybox = join(root, "bin", "busybox");
  copyFileSync(join(engine.files.folder, "bin", "busybox"), busybox);
  const { stdout } = await execute(busybox, ["--list"]);
  const commands = stdout.split("\n").filter((name) => name && name !== "busybox");
  for (const name of commands) symlinkSync("busybox", join(root, "bin", name));
  writeFileSync(
    join(root, "etc", "passwd"),
    "root:x:0:0:root:/root:/bin/sh\nvisitor:x:1000:1000:visitor:/tmp:/bin/sh\n",
  );
  writeFileSync(join(root, "etc", "group"), "root:x:0:\nvisitor:x:1000:\n");
  await execute("tar", ["-cf", `${root}.tar`, "-C", root, "."]);
  await engine.docker("import", `${root}.tar`, "imported:busybox");
  // SIGKILL: a shell as process 1 ignores SIGTERM, and every stop would take its 10 seconds.
  await buildImage(engine, images.busybox, 'FROM imported:busybox\nENV PATH=/bin\nSTOPSIGNAL SIGKILL\nCMD ["sh"]\n');
  await engine.docker("rmi", "imported:busybox");
  await engine.docker("tag", images.busybox, images.busyboxTagged);
}
