import { item } from "./schema.ts";

const parts = /^(\s*)((?:-\s+)*)(?:(["']?)([^\s"'#:][^"':]*|[^\s"'#]+?)\3\s*:(?=\s|$))?/;

/** How a line of YAML begins: its spaces, its dashes, and its key where it has one. */
export function beginning(line: string): { readonly lead: number; readonly dashes: number; readonly key?: string } {
  const [, lead = "", dashes = "", , key] = parts.exec(line) ?? [];
  const bare = dashes === "" && /^\s*-$/.test(line) ? "- " : dashes;
  return { lead: lead.length, dashes: bare.length, ...(key === undefined ? {} : { key: key.trim() }) };
}

/**
 * Keys from the top down to what is indented by `indent` in line `at` (from 0), read from the indentation alone: a file that
 * is being written is seldom valid.
 */
export function pathTo(lines: readonly string[], at: number, indent: number): string[] {
  const path: string[] = [];
  let limit = indent;
  let list = -1;
  const take = (line: string, own: boolean) => {
    const { lead, dashes, key } = beginning(line);
    // What follows the dashes of its own line is in that list.
    if (!own && key !== undefined && lead + dashes < limit && !(dashes > 0 && lead === list)) {
      path.unshift(key);
      limit = lead + dashes;
    }
    if (dashes > 0 && lead < limit && lead !== list) {
      path.unshift(item);
      list = lead;
      // A list may stand right under its key.
      limit = lead + 1;
    }
  };
  take(lines[at] ?? "", true);
  for (let above = at - 1; above >= 0 && limit > 0; above--) {
    const line = lines[above]!;
    if (/^\s*(?:#|$)/.test(line)) continue;
    take(line, false);
  }
  return path;
}
