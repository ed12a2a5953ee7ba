import type { ResolvedValue } from "@shared/compose-files.ts";
import { isSecret, mask } from "@shared/secrets.ts";
import { isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { fillIn, type Variables } from "./variables.ts";

const longest = 200;
const most = 2000;
const expression = /\$(?:\{([A-Za-z_]\w*)|([A-Za-z_]\w*))/g;

/**
 * What each value of a Compose file that has variables comes to, by line. `known` are all variables, `environment` those that
 * came from no env file. Values that look like secrets are masked; a file with errors gives what can be read of it.
 */
export function resolvedValues(text: string, known: Variables, environment: Variables): ResolvedValue[] {
  const lines = new LineCounter();
  const found: ResolvedValue[] = [];
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  visit(document, {
    Scalar(key, node, path) {
      if (key === "key" || typeof node.value !== "string" || !node.value.includes("$") || !node.range) return;
      if (found.length >= most) return visit.BREAK;
      const names = [...node.value.replaceAll("$$", "").matchAll(expression)].map(
        ([, braced, bare]) => braced ?? bare!,
      );
      if (names.length === 0) return;
      const { text: value, unset } = fillIn(node.value, known);
      const pair = [...path].reverse().find((above) => isPair(above));
      const under = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "";
      // `- NAME=value` names it too.
      const [own = ""] = /^[A-Za-z_][\w.-]*(?==)/.exec(node.value) ?? [];
      const secret = names.some((name) => isSecret(name, known[name] ?? value)) || isSecret(own || under, value);
      found.push({
        line: lines.linePos(node.range[0]).line,
        value: secret ? mask : value.length > longest ? `${value.slice(0, longest)}…` : value,
        secret,
        variables: [...new Set(names)].map((name) => ({ name, from: originOf(name, known, environment, unset) })),
      });
      return undefined;
    },
  });
  return found;
}

function originOf(
  name: string,
  known: Variables,
  environment: Variables,
  unset: readonly string[],
): ResolvedValue["variables"][number]["from"] {
  if (environment[name] !== undefined) return "environment";
  if (known[name] !== undefined) return "env file";
  return unset.includes(name) ? "nothing" : "default";
}
