import { Validator } from "@cfworker/json-schema";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { composeSchema } from "./schema.ts";

/** Something wrong with a text, with where it begins and ends in it. */
export interface TextProblem {
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly line: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

let validator: Validator | undefined;
/** It interprets the schema: a compiled one needs `new Function`, which the page forbids. */
const validate = (value: unknown) => {
  validator ??= new Validator(composeSchema as never, "7", false);
  return validator.validate(value).errors;
};

/** Keywords that say what is wrong; the others only say where. */
const telling = ["false", "type", "enum", "required", "pattern", "minimum", "maximum", "uniqueItems", "const"];
const most = 100;

/** Where a file breaks YAML and the schema of the compose-spec; at most 100 problems, each place once. */
export function textProblems(text: string): TextProblem[] {
  const lines = new LineCounter();
  const at = (from: number, to: number, message: string, severity: TextProblem["severity"] = "error"): TextProblem => ({
    from,
    to: Math.max(to, from + 1),
    line: lines.linePos(from).line,
    severity,
    message,
  });
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "silent" });
  if (document.errors.length > 0)
    return document.errors.slice(0, most).map(({ pos, message }) => at(pos[0], pos[1], sentence(message)));
  if (document.contents === null) return [];
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 10_000 });
  } catch (error) {
    return [at(0, 1, `It cannot be read: ${(error as Error).message}`)];
  }
  const found = validate(value).filter(({ keyword }) => telling.includes(keyword));
  const places = found.map(({ instanceLocation }) => instanceLocation);
  const seen = new Set<string>();
  return found.flatMap(({ instanceLocation, keyword, error }) => {
    // Of the forms that something may have, the one that was meant is the one that fits deepest.
    if (places.some((other) => other !== instanceLocation && other.startsWith(`${instanceLocation}/`))) return [];
    if (seen.has(instanceLocation) || seen.size >= most) return [];
    const path = instanceLocation
      .split("/")
      .slice(1)
      .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
    const spot = find(document.contents, path);
    if (!spot || spot.open) return [];
    seen.add(instanceLocation);
    const range = (keyword === "false" ? spot.key : spot.value)?.range ?? spot.key?.range ?? spot.value?.range;
    if (!range) return [];
    const alike = found.filter((other) => other.instanceLocation === instanceLocation);
    return [
      at(
        range[0],
        range[1],
        wording(
          keyword,
          error,
          path,
          alike.map((other) => other.error),
        ),
      ),
    ];
  });
}

/** The key and value at a path; `open` where only Compose can say what stands there. */
function find(root: Node | null, path: readonly string[]): { key?: Node; value?: Node; open: boolean } | undefined {
  let value: Node | null | undefined = root;
  let key: Node | undefined;
  for (const part of path) {
    if (isAlias(value)) return { ...(key ? { key } : {}), open: true };
    if (isMap(value)) {
      const pair: Pair | undefined = value.items.find((one) => isScalar(one.key) && String(one.key.value) === part);
      // It came with a merge key.
      if (!pair) return { ...(key ? { key } : {}), open: true };
      key = pair.key as Node;
      value = pair.value as Node | null;
    } else if (isSeq(value)) value = value.items[Number(part)] as Node | undefined;
    else return undefined;
  }
  // `!reset` and `!override` are Compose's own; a variable may come to anything.
  const open = Boolean(value?.tag?.startsWith("!")) || (isScalar(value) && String(value.value).includes("$"));
  return { ...(key ? { key } : {}), ...(value ? { value } : {}), open };
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  object: "a mapping",
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  null: "empty",
};

function wording(keyword: string, error: string, path: readonly string[], alike: readonly string[]): string {
  const name = path.at(-1) ?? "file";
  const under = path.slice(0, -1).filter((part) => !/^\d+$/.test(part));
  switch (keyword) {
    case "false":
      return under.length === 0
        ? `“${name}” is no key of a Compose file. Check its spelling and indentation.`
        : `“${name}” is no key of ${under.join(".")}. Check its spelling and indentation.`;
    case "type": {
      const expected = [
        ...new Set(
          alike.flatMap((one) =>
            [...(/Expected (.*)\.$/.exec(one)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, type]) => type!),
          ),
        ),
      ];
      return `“${name}” must be ${expected.map((type) => words[type] ?? type).join(" or ")}.`;
    }
    case "enum":
      return `“${name}” ${error.replace(/^Instance does not match any of /, "must be one of ").replaceAll('"', "")}`;
    case "required":
      return `“${name}” lacks ${/"([^"]+)"/.exec(error)?.[1] ?? "a key"}, which it needs.`;
    case "pattern":
      return `“${name}” has not the form that Compose reads.`;
    default:
      return `“${name}”: ${error}`;
  }
}

const sentence = (text: string): string => {
  const [first = ""] = text.split("\n");
  return /[.!?]$/.test(first) ? first : `${first}.`;
};
