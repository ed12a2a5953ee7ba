import { DrydockError } from "@shared/errors.ts";
import { engineError } from "../docker/errors.ts";

/** Words of a line that say nothing new behind the others. */
const noise = /^(?:time="|Error response from daemon: $|exit status \d+$|#\d+ |-+$)/;

/** What Compose's own errors mean, and what to do; the first that fits counts. */
const rules: readonly { readonly says: RegExp; readonly sentence: (...found: string[]) => string }[] = [
  {
    says: /env file (\S+) not found/i,
    sentence: (file) => `The env file ${file} does not exist. Make it, or mark it with required: false.`,
  },
  {
    says: /required variable (\S+) is missing a value(?:: (.*))?/i,
    sentence: (name, why) => `The variable ${name} must be set${why ? `: ${why}` : ""}. Set it in the project's .env.`,
  },
  {
    // Compose 2.40 says it in other words than those before.
    says: /(\S*) ?additional propert(?:y|ies) '?([^\s',]+)'?.*? not allowed/i,
    sentence: (where, key) =>
      `“${key}” is no key of ${where.replace("services.", "the service ") || "a Compose file"}. Check its spelling and indentation.`,
  },
  {
    says: /target (\S+): failed to solve: process "(?:\/bin\/sh -c )?(.+?)" did not complete successfully: exit code: (\d+)/,
    sentence: (service, command, code) =>
      `The image of ${service} could not be built: ${command} ended with exit code ${code}. What it said stands above.`,
  },
  { says: /dependency cycle detected: (.*)/i, sentence: (way) => `Services depend on each other in a circle: ${way}.` },
  {
    says: /(?:pull access denied for|manifest for) (\S+?),? (?:not found|repository)/i,
    sentence: (image) => `The image ${image} is in no registry that you can reach. Check its name, or log in.`,
  },
  {
    says: /(?:bind|listen)[^:]*:.*?(\d+).*(?:address already in use|port is already allocated)|Bind for \S+:(\d+) failed/i,
    sentence: (one, other) => `The port ${one || other} is in use already. Stop what uses it, or publish another one.`,
  },
  {
    says: /network (\S+) declared as external, but could not be found/i,
    sentence: (name) => `The external network ${name} does not exist. Create it with docker network create ${name}.`,
  },
  {
    says: /external volume "?([^"\s]+)"? not found/i,
    sentence: (name) => `The external volume ${name} does not exist. Create it with docker volume create ${name}.`,
  },
];

/** One sentence for what Compose said when it refused or failed; its own words are the detail. */
export function failureOf(words: readonly string[], code: number | null, said: readonly string[]): DrydockError {
  const lines = said
    .flatMap((text) => text.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line && !noise.test(line));
  const detail = said.join("\n").slice(-8000);
  const all = lines.join("\n");
  for (const { says, sentence } of rules) {
    const found = says.exec(all);
    if (found) return new DrydockError("INVALID", sentence(...found.slice(1).map((one) => one ?? "")), detail);
  }
  const last = lines.at(-1);
  const engine = [...lines].reverse().find((line) => /^Error response from daemon: /.test(line));
  if (engine) {
    const error = engineError(engine.replace(/^Error response from daemon: /, ""));
    return new DrydockError(error.code, error.message, detail);
  }
  const verb = words.find((word) => /^(?:up|start|stop|restart|pause|unpause|pull|build|config)$/.test(word)) ?? "run";
  return new DrydockError(
    "INVALID",
    last
      ? `docker compose ${verb} failed: ${last}`
      : `docker compose ${verb} ended with exit code ${code ?? "unknown"} and said nothing.`,
    detail,
  );
}
