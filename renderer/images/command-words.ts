import { parse } from "shell-quote";

/** Which quotation mark is still open at the end of a command, if any. */
function openQuote(command: string): string | undefined {
  let open: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const character = command[at]!;
    if (character === "\\" && open !== "'") at++;
    else if (open) open = character === open ? undefined : open;
    else if (character === '"' || character === "'") open = character;
  }
  return open;
}

/**
 * Splits a command into words the way a shell does, without running anything of a shell: variables and wildcards stay
 * as they were typed. A sentence instead of words for what only a shell could do.
 */
export function commandWords(
  command: string,
): { words: string[]; problem?: undefined } | { words?: undefined; problem: string } {
  const open = openQuote(command);
  if (open) return { problem: `A quotation mark (${open}) is not closed.` };
  const words: string[] = [];
  for (const token of parse(command, (name) => `\${${name}}`)) {
    if (typeof token === "string") words.push(token);
    else if ("pattern" in token) words.push(token.pattern);
    else
      return {
        problem: `${"op" in token ? `\`${token.op}\`` : "A comment"} needs a shell: write sh -c '…' around the command.`,
      };
  }
  return { words };
}
