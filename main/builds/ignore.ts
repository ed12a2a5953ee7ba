/**
 * `.dockerignore` as docker reads it: a translation of what github.com/moby/patternmatcher does, held to the docker CLI
 * by tests/main/builds.parity.test.ts.
 */
interface Pattern {
  readonly text: string;
  /** Starts with `!`: takes back what was left out. */
  readonly exception: boolean;
  readonly matches: (path: string) => boolean;
}

/** What each pattern said of a path, for its children to inherit. */
export type Verdict = { readonly matched: boolean; readonly each: readonly boolean[] };

export interface Matcher {
  readonly patterns: readonly Pattern[];
  /** Whether `path` (with `/`, relative) is matched; `parent` is the verdict on its folder, missing at the top. */
  match(path: string, parent?: Verdict): Verdict;
}

/** Reads the lines of a `.dockerignore`: comments and empty lines are left out, paths are cleaned. */
export function readIgnore(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("#"))
    .flatMap((line) => {
      const trimmed = line.trim();
      if (trimmed === "") return [];
      const exception = trimmed.startsWith("!");
      const pattern = exception ? trimmed.slice(1).trim() : trimmed;
      if (pattern === "") return [exception ? "!" : ""];
      const cleaned = clean(pattern);
      return `${exception ? "!" : ""}${cleaned.length > 1 && cleaned.startsWith("/") ? cleaned.slice(1) : cleaned}`;
    });
}

/** Compiles patterns; throws a SyntaxError naming the one that is no pattern. */
export function matcher(lines: readonly string[]): Matcher {
  const patterns = lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line): Pattern => {
      const exception = line.startsWith("!");
      if (line === "!") throw new SyntaxError('illegal exclusion pattern: "!"');
      const text = clean(exception ? line.slice(1) : line);
      return { text, exception, matches: compile(text) };
    });
  return {
    patterns,
    match(path, parent) {
      let matched = false;
      const each = patterns.map((pattern, at) => {
        let hit = parent?.each[at] ?? false;
        // As docker: a pattern that could change nothing is not looked at, and then says nothing to the children.
        if (!hit && pattern.exception === matched) hit = pattern.matches(path);
        if (hit) matched = !pattern.exception;
        return hit;
      });
      return { matched, each };
    },
  };
}

/** Go's path.Clean. */
export function clean(path: string): string {
  const rooted = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!rooted) parts.push("..");
  }
  return `${rooted ? "/" : ""}${parts.join("/")}` || ".";
}

/** A pattern is text to be equal to, a beginning, an end, or a regular expression. The odd cases are docker's own. */
function compile(pattern: string): (path: string) => boolean {
  let kind: "exact" | "prefix" | "suffix" | "expression" = "exact";
  let source = "^";
  const characters = [...pattern];
  for (let at = 0, step = 0; at < characters.length; step++) {
    const character = characters[at++]!;
    if (character === "*" && characters[at] === "*") {
      at++;
      if (characters[at] === "/") at++;
      if (at >= characters.length) {
        if (kind === "exact") kind = "prefix";
        else {
          source += ".*";
          kind = "expression";
        }
      } else {
        source += "(.*/)?";
        kind = "expression";
      }
      if (step === 0) kind = "suffix";
    } else if (character === "*") {
      source += "[^/]*";
      kind = "expression";
    } else if (character === "?") {
      source += "[^/]";
      kind = "expression";
    } else if (".+()|{}$".includes(character)) source += `\\${character}`;
    else if (character === "\\") {
      const next = characters[at++];
      if (next === undefined) source += "\\\\";
      else {
        source += escaped(next);
        kind = "expression";
      }
    } else {
      if (character === "[" || character === "]") kind = "expression";
      source += character;
    }
  }
  if (kind === "exact") return (path) => path === pattern;
  if (kind === "prefix") return (path) => path.startsWith(pattern.slice(0, -2));
  if (kind === "suffix") {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
  }
  const expression = regularExpression(`${source}$`, pattern);
  return (path) => expression.test(path);
}

/** In Go's expressions any sign may be escaped, in ours only by its number; a letter keeps its meaning in both. */
const escaped = (character: string): string =>
  /[A-Za-z0-9]/.test(character) ? `\\${character}` : `\\u{${character.codePointAt(0)!.toString(16)}}`;

function regularExpression(source: string, pattern: string): RegExp {
  try {
    return new RegExp(source, "u");
  } catch {
    throw new SyntaxError(`syntax error in pattern: ${pattern}`);
  }
}
