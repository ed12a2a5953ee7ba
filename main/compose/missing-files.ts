import { existsSync } from "node:fs";
import type { ComposeProblem } from "@shared/compose.ts";
import { isMapping, isRemote, type LoadedProject, resolveFrom } from "./load.ts";

/** Files that a service needs and that are not there: env files, build contexts, secrets and configs. */
export function missingFiles({ files }: LoadedProject, home: string): ComposeProblem[] {
  const problems: ComposeProblem[] = [];
  for (const file of files) {
    const need = (path: unknown, what: string, at: readonly (string | number)[]) => {
      if (typeof path !== "string" || path === "" || isRemote(path)) return;
      const target = resolveFrom(file.directory, path, home);
      if (!existsSync(target))
        problems.push({
          severity: "error",
          message: `${what} ${target}, which does not exist.`,
          file: file.file,
          ...file.at(at),
        });
    };
    const { services, secrets, configs } = file.value;
    for (const [name, service] of Object.entries(isMapping(services) ? services : {})) {
      if (!isMapping(service)) continue;
      const envFiles = Array.isArray(service.env_file) ? service.env_file : [service.env_file];
      for (const entry of envFiles)
        if (!(isMapping(entry) && entry.required === false))
          need(isMapping(entry) ? entry.path : entry, `The service ${name} reads the env file`, [
            "services",
            name,
            "env_file",
          ]);
      const context = isMapping(service.build) ? service.build.context : service.build;
      need(context, `The service ${name} is built from`, ["services", name, "build"]);
    }
    for (const [kind, own] of [
      ["secret", secrets],
      ["config", configs],
    ] as const)
      for (const [name, entry] of Object.entries(isMapping(own) ? own : {}))
        if (isMapping(entry)) need(entry.file, `The ${kind} ${name} is read from`, [`${kind}s`, name, "file"]);
  }
  return problems;
}
