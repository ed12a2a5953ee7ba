import { askBuild } from "../builds/build-dialog.tsx";
import { choose } from "../clean-up/session.ts";
import { askDown, everything } from "../compose/down.ts";
import type { ProjectRow } from "../compose/rows.ts";
import { showLogs } from "../compose/show.ts";
import { askUp } from "../compose/up-dialog.tsx";
import { askPull } from "../images/pull-dialog.tsx";
import { askRun } from "../images/run-dialog.tsx";
import { emptyRun } from "../images/run-form.ts";
import { runForms } from "./run-forms.ts";

const note = "This is the line of the guide's cheat sheet. Nothing runs before you say so.";

/** Opens the form or preview of a docker line on its page, with the line's own options; a line that only shows has none. */
export const forms: Readonly<Record<string, () => void>> = {
  "docker build -t shop/web .": () => void askBuild({ tag: "shop/web" }),
  "docker pull busybox:latest": () => void askPull("busybox:latest"),
  ...Object.fromEntries(
    Object.entries(runForms).map(([line, form]) => [
      line,
      () => void askRun({ image: form.image, filled: { form: { ...emptyRun, ...form }, note } }),
    ]),
  ),
  // The preview still waits for its button.
  "docker system prune -a": () =>
    choose({ stoppedContainers: true, unusedImages: true, unusedNetworks: true, buildCache: true }),
};

/** The same for lines about a Compose project, which the reader picks. */
export const projectForms: Readonly<Record<string, (row: ProjectRow) => void>> = {
  "docker compose up --build": (row) => void askUp(row, true),
  "docker compose logs --follow": (row) => void showLogs(row),
  "docker compose down": (row) => void askDown(row),
  "docker compose down --rmi all --volumes --remove-orphans": (row) => void askDown(row, everything),
};

/** The tab of a running container that does what a line does. */
export const containerTabs: Readonly<Record<string, string>> = {
  "docker logs --follow web": "logs",
  "docker exec -it web sh": "terminal",
};
