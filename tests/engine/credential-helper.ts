import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A credential helper of a test's own: a shell script that keeps each login in a file. */
export interface FakeHelper {
  /** Folder for PATH. */
  readonly folder: string;
  /** `verb input` of each call so far. */
  calls(): string[];
  /** Secrets that it keeps, by key. */
  kept(): Record<string, string>;
}

/** Writes `docker-credential-<name>` into `root`; `behaves` stands in for what a real one does. */
export function fakeHelper(root: string, name: string, behaves?: string): FakeHelper {
  const folder = join(root, "bin");
  const store = join(root, `kept-by-${name}`);
  mkdirSync(folder, { recursive: true });
  mkdirSync(store, { recursive: true });
  const log = join(root, `calls-of-${name}`);
  const file = join(folder, `docker-credential-${name}`);
  writeFileSync(
    file,
    `#!/bin/sh
PATH=/usr/bin:/bin
input=$(cat)
printf '%s %s\\n' "$1" "$input" >> '${log}'
file() { printf '%s/%s' '${store}' "$(printf %s "$1" | tr / _)"; }
field() { printf %s "$input" | sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p"; }
${
  behaves ??
  `case "$1" in
  get) if [ -f "$(file "$input")" ]; then cat "$(file "$input")"; else echo 'credentials not found in native keychain'; exit 1; fi ;;
  store) printf %s "$input" > "$(file "$(field ServerURL)")" ;;
  erase) rm -f "$(file "$input")" ;;
  list) printf '{'; comma=; for each in '${store}'/*; do [ -f "$each" ] || continue; input=$(cat "$each"); printf '%s"%s":"%s"' "$comma" "$(field ServerURL)" "$(field Username)"; comma=,; done; printf '}' ;;
esac`
}
`,
  );
  chmodSync(file, 0o755);
  return {
    folder,
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : []),
    kept: () =>
      Object.fromEntries(
        readdirSync(store).map((each) => {
          const { ServerURL, Secret } = JSON.parse(readFileSync(join(store, each), "utf8"));
          return [ServerURL, Secret];
        }),
      ),
  };
}
