import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { beginning, pathTo } from "./place.ts";
import { item, type Schema, schemasAt, typesOf, wordsFor } from "./schema.ts";

/** Names that the engine has, offered where a file asks for one. */
export interface Names {
  readonly images: readonly string[];
}

const tops = ["services", "networks", "volumes", "configs", "secrets"] as const;

/** Keys under a top-level key of the text. */
export function keysUnder(lines: readonly string[], top: string): string[] {
  const start = lines.findIndex((line) => new RegExp(`^${top}:\\s*(?:#.*)?$`).test(line));
  if (start < 0) return [];
  const found: string[] = [];
  let indent: number | undefined;
  for (const line of lines.slice(start + 1)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const { lead, key } = beginning(line);
    if (lead === 0) break;
    indent ??= lead;
    if (lead === indent && key) found.push(key);
  }
  return found;
}

/** Text that a chosen key puts in: what comes after it is where the cursor goes. */
function keyText(key: string, schemas: readonly Schema[], indent: number): string {
  const types = typesOf(schemas);
  const inner = `\n${" ".repeat(indent + 2)}`;
  if (types.length === 0 || types.some((type) => !["object", "array"].includes(type))) return `${key}: `;
  return types.includes("array") ? `${key}:${inner}- ` : `${key}:${inner}`;
}

/** What can stand at the end of `before`, which is line `at` up to the cursor. */
export function offers(
  lines: readonly string[],
  at: number,
  before: string,
  names: Names,
): { readonly from: number; readonly options: Completion[] } | null {
  const key = /^(\s*)((?:-\s+)*)([\w.-]*)$/.exec(before);
  const value = /^(\s*)((?:-\s+)*)([\w.-]+):\s+(["']?)([^\s"']*)$/.exec(before);
  if (key) {
    const [, lead = "", dashes = "", word = ""] = key;
    const indent = lead.length + dashes.length;
    const path = pathTo([...lines.slice(0, at), before], at, indent);
    const schemas = schemasAt(path);
    const keys = [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))].map(
      (name): Completion => {
        const own = schemasAt([...path, name]);
        return { label: name, type: "property", info: wordsFor(own), apply: keyText(name, own, indent) };
      },
    );
    return { from: indent, options: [...keys, ...(word === "" && dashes === "" ? [] : values(lines, path, names))] };
  }
  if (!value) return null;
  const [, lead = "", dashes = "", name = "", quote = "", word = ""] = value;
  const path = [...pathTo([...lines.slice(0, at), before], at, lead.length + dashes.length), name];
  return { from: before.length - word.length, options: quote ? [] : values(lines, path, names) };
}

function values(lines: readonly string[], path: readonly string[], names: Names): Completion[] {
  const schemas = schemasAt(path);
  const fixed = schemas.flatMap(({ enum: allowed = [] }) => allowed.map(String));
  const flags = typesOf(schemas).includes("boolean") ? ["true", "false"] : [];
  const last = path.at(-1) === item ? path.at(-2) : path.at(-1);
  const inService = path[0] === "services" && path.length >= 3;
  const services = inService && ["depends_on", "links"].includes(last ?? "") ? keysUnder(lines, "services") : [];
  const others = inService
    ? tops.filter((top) => top === last && top !== "services").flatMap((top) => keysUnder(lines, top))
    : [];
  const images = inService && last === "image" ? names.images : [];
  return [...new Set([...fixed, ...flags, ...services, ...others, ...images])].map((label) => ({
    label,
    type: "constant",
  }));
}

/** Completion of keys and values from the schema, the file's own names, and the engine's images. */
export const completeCompose =
  (names: () => Names) =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    // A blank line offers nothing by itself, or Enter would choose.
    if (!explicit && !/[\w:-]\s?$/.test(before)) return null;
    const lines = state.doc.sliceString(0, state.doc.length).split("\n");
    const found = offers(lines, line.number - 1, before, names());
    return found && { from: line.from + found.from, options: found.options, validFor: /^[\w.:/-]*$/ };
  };
