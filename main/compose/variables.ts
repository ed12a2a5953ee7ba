/** Values of variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What filling in the variables of one text found. */
export interface Filled {
  readonly text: string;
  /** Variables without a value and without a default. */
  readonly unset: readonly string[];
  /** Variables that the text requires (`${NAME:?why}`), with the reason it gives. */
  readonly required: readonly { readonly name: string; readonly why: string }[];
  /** `$` that begins no variable. */
  readonly broken?: string;
}

const named = /^[A-Za-z_][A-Za-z0-9_]*/;
/** Defaults within defaults; more is no file that a person wrote. */
const deepest = 20;

/** Index of the `}` that closes the `{` before `from`, or -1. */
function closing(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "$" && text[at + 1] === "{") open++;
    else if (text[at] === "}" && --open === 0) return at;
  }
  return -1;
}

/** Fills in `$NAME`, `${NAME}` and `${NAME:-default}` with its relatives, as Compose does (compose-spec, "Interpolation"). */
export function fillIn(text: string, variables: Variables, depth = 0): Filled {
  const unset: string[] = [];
  const required: { name: string; why: string }[] = [];
  let broken: string | undefined;
  let filled = "";
  const take = (inner: Filled): string => {
    unset.push(...inner.unset);
    required.push(...inner.required);
    broken ??= inner.broken;
    return inner.text;
  };
  const value = (name: string): string => {
    const found = variables[name];
    if (found === undefined) unset.push(name);
    return found ?? "";
  };
  const expand = (expression: string): string => {
    const name = named.exec(expression)?.[0];
    const [, operator = "", word = ""] = /^(:?[-?+])?([\s\S]*)$/.exec(expression.slice(name?.length ?? 0)) ?? [];
    if (!name || (operator === "" && word !== "") || depth > deepest) {
      broken ??= `\${${expression}}`;
      return "";
    }
    const set = variables[name] !== undefined && !(operator.startsWith(":") && variables[name] === "");
    switch (operator.at(-1)) {
      case "-":
        return set ? variables[name]! : take(fillIn(word, variables, depth + 1));
      case "+":
        return set ? take(fillIn(word, variables, depth + 1)) : "";
      case "?":
        if (!set) required.push({ name, why: fillIn(word, variables, depth + 1).text });
        return variables[name] ?? "";
      default:
        return value(name);
    }
  };

  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1) {
      filled += text.slice(at);
      break;
    }
    filled += text.slice(at, dollar);
    const rest = text.slice(dollar + 1);
    if (rest.startsWith("$")) {
      filled += "$";
      at = dollar + 2;
    } else if (rest.startsWith("{")) {
      const end = closing(text, dollar + 2);
      if (end === -1) {
        broken ??= text.slice(dollar, dollar + 40);
        break;
      }
      filled += expand(text.slice(dollar + 2, end));
      at = end + 1;
    } else {
      const name = named.exec(rest)?.[0];
      // A `$` before anything else is an error for Compose, and so it is here.
      if (name === undefined) broken ??= text.slice(dollar, dollar + 40);
      filled += name === undefined ? "$" : value(name);
      at = dollar + 1 + (name?.length ?? 0);
    }
  }
  return { text: filled, unset, required, ...(broken === undefined ? {} : { broken }) };
}

/** Reads an env file: `NAME=value` lines, quotes, comments and `export`, as Compose's own reader takes them. */
export function readVariables(text: string, before: Variables = {}): Record<string, string> {
  const found: Record<string, string> = {};
  const line =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*(?:"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|([^\r\n]*))[^\r\n]*$/gm;
  for (const [, name = "", double, single, bare] of text.matchAll(line)) {
    const known = { ...before, ...found };
    if (single !== undefined) found[name] = single;
    else if (double !== undefined)
      found[name] = fillIn(
        double.replace(/\\([nrt"\\])/g, (_, letter: string) => escapes[letter] ?? letter),
        known,
      ).text;
    else found[name] = fillIn((bare ?? "").replace(/(?:^|[ \t]+)#.*$/, "").trim(), known).text;
  }
  return found;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
