import type { BuildInput } from "@shared/builds.ts";
import type { Files } from "./build-folder.ts";

/** One Dockerfile that Drydock and the docker CLI must make the same image of. */
export interface BuildCase {
  readonly files: Files;
  readonly input?: Partial<Pick<BuildInput, "args" | "labels" | "target" | "dockerfile" | "secrets" | "platforms">>;
  /** It fails in both. */
  readonly fails?: true;
  /** Only BuildKit understands it. */
  readonly buildkit?: true;
}

const tree: Files = {
  "a.txt": "a\n",
  "b.md": "b\n",
  "README.md": "read me\n",
  "src/one.js": "1\n",
  "src/two.ts": "2\n",
  "src/deep/three.js": "3\n",
  "src/deep/keep.me": "keep\n",
  "node_modules/x/index.js": "x\n",
  "node_modules/.bin/x": { link: "../x/index.js" },
  "lib/keep.me": "keep\n",
  "lib/other": "other\n",
  ".git/config": "git\n",
  "build/out/app": "app\n",
  "build/out/keep/this": "this\n",
};

const all = "FROM busybox\nCOPY . /all/\n";
/** Copies everything of the tree that a .dockerignore leaves. */
const ignoring = (ignore: string, more: Partial<BuildCase> & { files?: Files } = {}): BuildCase => ({
  ...more,
  files: { ...tree, Dockerfile: all, ".dockerignore": ignore, ...more.files },
});

/** By name; each is small, and its base is busybox or scratch. */
export const buildCases: Readonly<Record<string, BuildCase>> = {
  "one step": { files: { Dockerfile: "FROM busybox\nRUN echo hi > /hi\n" } },
  "only a configuration": {
    files: {
      Dockerfile:
        'FROM busybox\nENV A=1 B="two words"\nLABEL x=y "z.z"="1 2"\nEXPOSE 80 443/tcp 53/udp\nUSER 1000:1000\nWORKDIR /w\nVOLUME /data /more\nSTOPSIGNAL SIGINT\nENTRYPOINT ["echo"]\nCMD ["hi"]\n',
    },
  },
  "health check": {
    files: {
      Dockerfile: "FROM busybox\nHEALTHCHECK --interval=5s --timeout=2s --start-period=1s --retries=4 CMD true\n",
    },
  },
  "health check taken away": { files: { Dockerfile: "FROM busybox\nHEALTHCHECK CMD true\nHEALTHCHECK NONE\n" } },
  "another shell": {
    files: { Dockerfile: 'FROM busybox\nSHELL ["/bin/sh", "-ec"]\nRUN echo hi > /hi\nCMD echo hi\nENTRYPOINT run\n' },
  },
  "from scratch": { files: { Dockerfile: 'FROM scratch\nCOPY a /a\nCMD ["/a"]\n', a: { text: "a", mode: 0o755 } } },
  "folders that WORKDIR makes": {
    files: { Dockerfile: "FROM busybox\nWORKDIR /one\nWORKDIR two\nRUN pwd > p\n" },
  },
  "a user writes": {
    files: {
      Dockerfile:
        "FROM busybox\nWORKDIR /own\nRUN chmod 777 /own\nUSER 65534\nRUN id > /own/id\nUSER root\nRUN id > /id\n",
    },
  },
  "multi-stage": {
    files: {
      Dockerfile:
        "FROM busybox AS build\nRUN mkdir /out && echo made > /out/app\nFROM busybox\nCOPY --from=build /out/ /usr/local/\nCOPY --from=0 /out/app /app\n",
    },
  },
  "stages on stages": {
    files: {
      Dockerfile:
        "FROM busybox AS base\nENV X=1\nRUN echo $X > /x\nFROM base AS test\nRUN cat /x\nFROM base\nCOPY --from=test /x /y\n",
    },
  },
  "a target": {
    files: {
      Dockerfile: "FROM busybox AS one\nRUN echo 1 > /1\nFROM one AS two\nRUN echo 2 > /2\nFROM two\nRUN false\n",
    },
    input: { target: "two" },
  },
  "a target that is not there": {
    files: { Dockerfile: "FROM busybox AS one\nRUN true\n" },
    input: { target: "nope" },
    fails: true,
  },
  "build arguments": {
    files: {
      Dockerfile:
        "ARG BASE=nothing\nFROM $BASE\nARG A\nARG B=default\nARG C=kept\nRUN echo $A $B $C > /args\nLABEL a=$A b=$B\n",
    },
    input: {
      args: [
        { name: "BASE", value: "busybox" },
        { name: "A", value: "an = argument, with 'signs'" },
        { name: "B", value: "" },
      ],
    },
  },
  "an argument that nobody asked for": {
    files: { Dockerfile: "FROM busybox\nRUN true\n" },
    input: { args: [{ name: "UNUSED", value: "1" }] },
  },
  labels: {
    files: { Dockerfile: "FROM busybox\nLABEL kept=1 changed=no\n" },
    input: {
      labels: [
        { name: "changed", value: "yes = very" },
        { name: "org.example.empty", value: "" },
      ],
    },
  },
  "copies with owner": {
    files: {
      Dockerfile: "FROM busybox\nCOPY --chown=1000:1000 a d/ /x/\nADD --chown=7 a /y\n",
      a: "a",
      "d/b": { text: "b", mode: 0o600 },
    },
  },
  "copies with mode": {
    buildkit: true,
    files: { Dockerfile: "FROM busybox\nCOPY --chmod=0750 a /x/\nCOPY --chmod=4755 d /y\n", a: "a", "d/b": "b" },
  },
  modes: {
    files: {
      Dockerfile: "FROM busybox\nCOPY . /all/\n",
      run: { text: "#!/bin/sh\n", mode: 0o755 },
      secret: { text: "s", mode: 0o400 },
      suid: { text: "s", mode: 0o4755 },
      open: { text: "o", mode: 0o666 },
    },
  },
  links: {
    files: {
      Dockerfile: "FROM busybox\nCOPY . /all/\nCOPY link /one\nCOPY folder /two/\n",
      target: "t\n",
      link: { link: "target" },
      "real/file": "f\n",
      folder: { link: "real" },
      broken: { link: "nowhere" },
      absolute: { link: "/etc/passwd" },
      up: { link: "../../outside" },
      "hard-1": "hard\n",
      "hard-2": { hard: "hard-1" },
    },
  },
  "names of all kinds": {
    files: {
      Dockerfile: 'FROM busybox\nCOPY . /all/\nCOPY ["with space", "/x y/"]\n',
      "with space": "1",
      "ünïcode/Ω": "2",
      "a-b": "3",
      "a/b": "4",
      "a.b": "5",
      [`long/${"n".repeat(120)}/${"m".repeat(120)}`]: "6",
      "empty/.keep": "",
      "#hash": "7",
      "!not": "8",
      "[brackets]": "9",
    },
  },
  wildcards: {
    files: {
      ...tree,
      Dockerfile: "FROM busybox\nCOPY *.md /md/\nCOPY src/*/*.js src/t?o.ts /js/\nCOPY src /src\nCOPY l* /l/\n",
    },
  },
  "an archive that ADD unpacks": {
    files: {
      Dockerfile: "FROM busybox\nRUN mkdir /t && cd /t && echo 1 > f && tar cf /t.tar f\nADD src /src/\n",
      "src/a": "1",
    },
  },
  "nothing copied": { files: { ...tree, Dockerfile: "FROM busybox\nRUN true\n" } },
  "ONBUILD kept": {
    files: { Dockerfile: "FROM busybox\nONBUILD COPY . /app\nONBUILD RUN ls /app > /ls\nONBUILD ENV X=1\n" },
  },
  "ONBUILD done": {
    files: { Dockerfile: "FROM parity-onbuild\nRUN echo after > /after\n", a: "a", ".dockerignore": "Dockerfile\n" },
  },
  "comments, empty lines and continued ones": {
    files: {
      Dockerfile:
        "# comment\n\nFROM busybox\n# more\nRUN echo one \\\n# inside\n  && echo two \\\n\n  && echo three > /3\n  # indented\nENV A=1\\\n B=2\n",
    },
  },
  "another escape sign": {
    files: { Dockerfile: "# escape=`\nFROM busybox\nRUN echo a `\n && echo b > /b\nENV P=c:\\\\d\n" },
  },
  "Windows line ends": { files: { Dockerfile: "FROM busybox\r\nCOPY a /a\r\nENV X=1\r\n", a: "a\r\n" } },
  heredocs: {
    buildkit: true,
    files: {
      Dockerfile:
        'FROM busybox\nARG X=1\nRUN <<EOF\necho "one $X" > /one\necho two > /two\nEOF\nCOPY <<-"E2" /three\n\tthree $X\nE2\nCOPY <<A <<B /d/\na $X\nA\nb\nB\n',
    },
  },
  "mounts and a secret": {
    buildkit: true,
    files: {
      Dockerfile:
        "FROM busybox\nRUN --mount=type=secret,id=token cat /run/secrets/token | wc -c > /n\nRUN --mount=type=bind,target=/ctx cat /ctx/a > /a\nRUN --mount=type=cache,target=/c echo 1 > /c/1\nRUN --mount=type=tmpfs,target=/t echo 1 > /t/1\n",
      a: "a",
    },
    input: { secrets: [{ id: "token", file: "", value: "a secret of 24 letters.." }] },
  },
  "COPY --link": {
    buildkit: true,
    files: { Dockerfile: "FROM busybox\nCOPY --link a /x/\nCOPY --link d /d\n", a: "a", "d/b": "b" },
  },
  "a Dockerfile by another name": {
    files: { ...tree, "docker/App.Dockerfile": all },
    input: { dockerfile: "docker/App.Dockerfile" },
  },
  "a Dockerfile's own ignore file": {
    buildkit: true,
    files: {
      ...tree,
      "App.Dockerfile": all,
      "App.Dockerfile.dockerignore": "*\n!src\n",
      ".dockerignore": "src\n",
    },
    input: { dockerfile: "App.Dockerfile" },
  },
  "a lower-case dockerfile": { files: { dockerfile: "FROM busybox\nCOPY a /\n", a: "a" } },
  "ignores: plain": ignoring("# comment\nnode_modules\n\n  .git  \n*.md\n!README.md\n"),
  "ignores: everything but": ignoring("*\n!src\n!lib/keep.me\n"),
  "ignores: any depth": ignoring("**/*.js\n**/deep\n!**/keep.me\n"),
  "ignores: exceptions in folders": ignoring("build\n!build/out/keep\nlib/\n!lib/keep.me\nsrc/**\n!src/deep/*.me\n"),
  "ignores: wildcard exceptions": ignoring("src\nlib\n!*/keep.me\n!src/**/keep.me\n"),
  "ignores: order": ignoring("!README.md\n*.md\n!b.md\nb.*\n"),
  "ignores: slashes and dots": ignoring("/a.txt\n./b.md\nlib/../README.md\nsrc/deep/\n//node_modules//\n"),
  "ignores: the Dockerfile itself": ignoring("Dockerfile\n.dockerignore\n.*\n"),
  "ignores: everything": ignoring("*\n"),
  "ignores: two stars": ignoring("**\n!src/one.js\n!**/other\n"),
  "ignores: one sign and sets": ignoring("src/[on]*.js\nsrc/t?o.ts\n[!a]*.md\n?.txt\n"),
  "ignores: a byte order mark and Windows": ignoring("\uFEFFsrc\r\n*.md\r\n!README.md\r\n"),
  "ignores: escapes": ignoring("\\#hash\n\\!not\nsrc\\/one.js\na\\.txt\n", { files: { "#hash": "1", "!not": "2" } }),
  "ignores: a folder by its end": ignoring("**/deep/**\n**/out\nlib/**/other\n"),
  "ignores: no pattern": ignoring("[a-\n", { fails: true }),
  "ignores: only an exception": ignoring("!\n", { fails: true }),
  "copies what is ignored": {
    files: { ...tree, Dockerfile: "FROM busybox\nCOPY a.txt /\n", ".dockerignore": "a.txt\n" },
    fails: true,
  },
  "copies what is not there": { files: { Dockerfile: "FROM busybox\nCOPY nothing /\n" }, fails: true },
  "copies from above": { files: { Dockerfile: "FROM busybox\nCOPY ../etc/passwd /\n" }, fails: true },
  "a step that fails": { files: { Dockerfile: "FROM busybox\nRUN echo before\nRUN echo told; exit 3\n" }, fails: true },
  "an unknown instruction": { files: { Dockerfile: "FROM busybox\nFOO bar\n" }, fails: true },
  "no instruction": { files: { Dockerfile: "# nothing\n" }, fails: true },
  "no base": { files: { Dockerfile: "RUN true\n" }, fails: true },
  "a base that nobody has": { files: { Dockerfile: "FROM 127.0.0.1:9/nobody/has:this\n" }, fails: true },
};
