import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { ActivityPage } from "./activity/page.tsx";
import { CleanUpPage } from "./clean-up/page.tsx";
import { ComposePage } from "./compose/page.tsx";
import { ContainersPage } from "./containers/page.tsx";
import { ImagesPage } from "./images/page.tsx";
import { NetworksPage } from "./networks/page.tsx";
import { SettingsPage } from "./settings/page.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { home } from "./shell/pages.ts";
import { Shell } from "./shell/shell.tsx";
import { VolumesPage } from "./volumes/page.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const getParentRoute = () => root;

const routes = [
  createRoute({
    getParentRoute,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: home });
    },
  }),
  // Optional parts keep one page mounted while the selected object and its tab change.
  createRoute({ getParentRoute, path: "/containers/{-$id}/{-$tab}", component: ContainersPage }),
  createRoute({ getParentRoute, path: "/images/{-$id}/{-$tab}", component: ImagesPage }),
  createRoute({ getParentRoute, path: "/compose/{-$project}/{-$tab}", component: ComposePage }),
  createRoute({ getParentRoute, path: "/volumes/{-$name}/{-$tab}", component: VolumesPage }),
  createRoute({ getParentRoute, path: "/networks/{-$id}/{-$tab}", component: NetworksPage }),
  createRoute({ getParentRoute, path: "/clean-up", component: CleanUpPage }),
  createRoute({ getParentRoute, path: "/activity", component: ActivityPage }),
  createRoute({ getParentRoute, path: "/settings", component: SettingsPage }),
] as const;

/** Which page is on the screen; kept in the hash, because `app://` serves one file. */
export const router = createRouter({ routeTree: root.addChildren(routes), history: createHashHistory() });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
