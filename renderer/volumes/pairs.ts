/** Reads `name=value` lines; empty ones are left out. `problem` names the first line that is none, else it is empty. */
export function readPairs(text: string): { pairs: { name: string; value: string }[]; problem: string } {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const wrong = lines.find((line) => line.trim().startsWith("="));
  return {
    pairs: lines.map((line) => {
      const at = line.indexOf("=");
      return at === -1
        ? { name: line.trim(), value: "" }
        : { name: line.slice(0, at).trim(), value: line.slice(at + 1) };
    }),
    problem: wrong === undefined ? "" : `\`${wrong}\` has no name before the \`=\`.`,
  };
}
