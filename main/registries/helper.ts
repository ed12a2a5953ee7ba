import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import { type Environment, findProgram, runProgram } from "../program.ts";
import { type Credential, credentialOf, identityUser } from "./credential.ts";

/** Milliseconds a helper may take: a keychain may ask a person. */
const usualDeadline = 10_000;
/** The words by which every helper says "none" (docker-credential-helpers: credentials/error.go). */
const none = "credentials not found in native keychain";

const found = z.object({
  Username: z.string().max(10_000),
  Secret: z
    .string()
    .min(1)
    .max(64 * 1024),
});
const listed = z.record(z.string().max(2000), z.string().max(10_000));

/** A program `docker-credential-<name>`, spoken to by its standard input; nothing secret is ever an argument. */
export interface CredentialHelper {
  readonly name: string;
  /** The credential kept under this key, undefined when the helper has none. Rejects when it fails in any other way. */
  get(key: string): Promise<Credential | undefined>;
  store(key: string, credential: Credential): Promise<void>;
  erase(key: string): Promise<void>;
  /** Keys and their user names. */
  list(): Promise<Readonly<Record<string, string>>>;
}

/** The helper of this name in docker's configuration; the program is looked for at its first use. */
export function credentialHelper(name: string, env: Environment, deadline = usualDeadline): CredentialHelper {
  const program = `docker-credential-${name}`;
  const fail = (sentence: string, detail?: string) => new DrydockError("UNAUTHORIZED", sentence, detail);
  const run = async (verb: "get" | "store" | "erase" | "list", input: string) => {
    // A name with a path in it would start any program of this computer.
    if (!/^[\w.-]+$/.test(name))
      throw fail(`“${name}” in docker's configuration is no credential helper. Repair credsStore or credHelpers.`);
    const file = await findProgram(program, env);
    if (!file)
      throw fail(
        `Docker's configuration keeps logins in ${program}, which is not on this computer. Install it, or remove it from docker's config.json.`,
      );
    const { code, stdout, stderr } = await runProgram(file, [verb], { input, env, deadline });
    return { code, stdout, said: (stdout.trim() || stderr.trim()).slice(0, 2000) };
  };
  const failed = (doing: string, said?: string) =>
    fail(`${program} could not ${doing}. Unlock the keychain it uses, or run it in a terminal.`, said || undefined);
  const junk = (doing: string) =>
    // What it printed may hold the secret: it is not repeated.
    fail(`${program} answered something that no credential helper answers, so it could not ${doing}.`);
  const parse = <T extends z.ZodType>(schema: T, text: string, doing: string): z.output<T> => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw junk(doing);
    }
    const { success, data } = schema.safeParse(value);
    if (!success) throw junk(doing);
    return data as z.output<T>;
  };

  return {
    name,
    async get(key) {
      const { code, stdout, said } = await run("get", key);
      if (code !== 0) {
        if (said === none) return undefined;
        throw failed(`read the login to ${key}`, said);
      }
      const { Username, Secret } = parse(found, stdout, `read the login to ${key}`);
      return credentialOf(Username, Secret);
    },
    async store(key, credential) {
      const [Username, Secret] =
        "token" in credential ? [identityUser, credential.token] : [credential.username, credential.password];
      const { code, said } = await run("store", JSON.stringify({ ServerURL: key, Username, Secret }));
      if (code !== 0) throw failed(`keep the login to ${key}`, said.includes(Secret) ? undefined : said);
    },
    async erase(key) {
      const { code, said } = await run("erase", key);
      if (code !== 0 && said !== none) throw failed(`forget the login to ${key}`, said);
    },
    async list() {
      const { code, stdout, said } = await run("list", "");
      if (code !== 0) throw failed("list its logins", said);
      // A helper without any login may print null.
      return parse(listed.nullable(), stdout.trim() || "{}", "list its logins") ?? {};
    },
  };
}
