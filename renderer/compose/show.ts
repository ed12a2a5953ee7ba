import { router } from "../router.tsx";
import { chooseLogService } from "./log-service.ts";
import type { ProjectRow } from "./rows.ts";

/** Shows one tab of a project's details. */
export const showProject = (key: string, tab?: string) =>
  router.navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: key, tab }, replace: true });

/** Shows the logs of a project, of all its services or of one. */
export function showLogs(row: ProjectRow, service?: string) {
  chooseLogService(row, service);
  return showProject(row.key, "logs");
}
