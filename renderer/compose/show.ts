import { router } from "../router.tsx";

/** Shows one tab of a project's details. */
export const showProject = (key: string, tab?: string) =>
  router.navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: key, tab }, replace: true });
