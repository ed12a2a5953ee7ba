import { parse } from "shell-quote";

/** Splits a command line into its words; a sentence for what only a shell could run. */
export function words(line: string): readonly string[] | string {
  const parts = parse(line, (name) => `$${name}`);
  const found: string[] = [];
  for (const part of parts) {
    if (typeof part === "string") found.push(part);
    else if ("pattern" in part) found.push(part.pattern);
    else return "Pipes, redirections and comments need a shell: `sh -c '…'`.";
  }
  return found.length > 0 ? found : "Type a command, for example `python3` or `sh -l`.";
}
