/** Names that people give to what nobody else should read. */
const secretName =
  /pass(word|wd|phrase)?|secret|token|credential|private|api_?key|access_?key|auth|_key$|^key$|dsn|_pw$|^pw$/i;
/** An address with a password in it: `postgres://user:password@host`. */
const secretValue = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Stands in the place of a secret value. */
export const mask = "••••••••";

/** Whether a value looks like something that nobody else should read, by its name or by itself. */
export const isSecret = (name: string, value: string): boolean =>
  value !== "" && (secretName.test(name) || secretValue.test(value));
