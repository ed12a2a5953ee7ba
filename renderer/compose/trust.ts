import type { OpenedProject } from "@shared/compose.ts";
import { api } from "../api.ts";
import { confirmDestructive } from "../components/confirm.tsx";
import { counted } from "../components/format.ts";

/**
 * Asks whether what was found in these files is agreed to, and remembers it for exactly these contents; true at once
 * where nothing was found or it was agreed to before. `agree` remembers it where the text is not on the disk.
 */
export async function askTrust(
  {
    name,
    source,
    hash,
    trusted,
    findings,
    directory,
  }: Pick<OpenedProject, "name" | "source" | "hash" | "trusted" | "findings" | "directory">,
  agree: () => Promise<void> = () => api.compose.trust({ name, source, hash }),
): Promise<boolean> {
  if (trusted) return true;
  const agreed = await confirmDestructive({
    title: `Trust the files of ${name}?`,
    body: `They reach out of their containers or of the folder ${directory} (${counted(findings.length, "finding")}). Agree only when you know where they come from. You are asked again when they change.`,
    items: findings.map(
      ({ service, message, line }) => `${service ? `${service}: ` : ""}${message}${line ? ` (line ${line})` : ""}`,
    ),
    command: [],
    confirmLabel: "Trust these files",
  });
  if (agreed) await agree();
  return agreed;
}
