/** Characters that a POSIX shell takes as they are. */
const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Quotes one word for a POSIX shell, only where it needs it. */
export const quote = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/**
 * The docker line as a person would type it. `target` holds the global options that reach the engine on the screen,
 * such as `--host unix:///run/x.sock`; it is empty for the engine that the docker CLI uses by itself.
 */
export const dockerLine = (command: readonly string[], target: readonly string[] = []): string =>
  ["docker", ...target, ...command].map(quote).join(" ");
