import type { NewCompose } from "@shared/compose-files.ts";
import { DrydockError } from "@shared/errors.ts";
import { isMap, isScalar, parseDocument } from "yaml";
import { normalName } from "./model.ts";

const begins = /^(?:sudo\s+)?(?:docker|podman|nerdctl)(?:\s+container)?\s+(?:run|create)\s/;
const flow = { lineWidth: 0, indent: 2 } as const;

/** A Compose file that does what a `docker run` line does, and sentences on what of the line is not in it. */
export async function fromRun(typed: string): Promise<NewCompose> {
  // As a shell joins lines.
  const line = typed
    .trim()
    .replace(/^\$\s+/, "")
    .replace(/\\\r?\n/g, " ")
    .replace(/\s*\r?\n\s*/g, " ");
  if (!begins.test(line))
    throw new DrydockError(
      "INVALID",
      "Paste a whole line that begins with docker run, for example: docker run -d -p 8080:80 nginx",
    );
  const { default: composerize } = await import("composerize");
  const printed = composerize(line, undefined, "latest", 2);
  const document = parseDocument(printed, { logLevel: "silent" });
  const services = document.get("services");
  const [only] = isMap(services) ? services.items : [];
  const image = document.getIn(["services", isScalar(only?.key) ? only.key.value : "", "image"]);
  if (document.errors.length > 0 || !only || typeof image !== "string" || image === "")
    throw new DrydockError(
      "INVALID",
      "No image was found in this line. After the options comes the image, then its command.",
    );
  const notes = notesOf(printed, line);
  document.delete("name");
  document.commentBefore = null;
  document.comment = null;
  // `docker run` makes a named volume where it is missing and uses it where it is not: so does one with a name of its own.
  const volumes = document.get("volumes");
  if (isMap(volumes))
    for (const { key } of volumes.items) document.deleteIn(["volumes", isScalar(key) ? key.value : key, "external"]);
  const service = isScalar(only.key) ? String(only.key.value) : "project";
  const given = document.getIn(["services", service, "container_name"]);
  const name = typeof given === "string" ? given : service;
  return { name: normalName(name) || "project", text: document.toString(flow), notes };
}

function notesOf(printed: string, line: string): string[] {
  const comments = printed
    .split("\n")
    .filter((one) => one.startsWith("# "))
    .map((one) => one.slice(2));
  const ignored = comments.filter((one) => one.startsWith("--") || /^-\w/.test(one));
  return [
    ...(ignored.length > 0 ? [`Not in the file, because Compose has no word for it: ${ignored.join(", ")}.`] : []),
    ...(/\s--rm\b/.test(line) ? ["--rm is left out: Down removes the containers of a project."] : []),
    ...(/\s--network[ =]/.test(line)
      ? ["It uses a network that exists already (external): create it first where it is missing."]
      : []),
  ];
}
