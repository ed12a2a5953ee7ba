import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ContainersPage } from "./containers/page.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { home } from "./shell/pages.ts";
import { Shell } from "./shell/shell.tsx";

// Drydock opens on the containers; every other page is loaded when it is wanted.
const activityPage = lazyRouteComponent(() => import("./activity/page.tsx"), "ActivityPage");
const buildsPage = lazyRouteComponent(() => import("./builds/page.tsx"), "BuildsPage");
const cleanUpPage = lazyRouteComponent(() => import("./clean-up/page.tsx"), "CleanUpPage");
const composeEditorPage = lazyRouteComponent(() => import("./compose/editor/page.tsx"), "ComposeEditorPage");
const composePage = lazyRouteComponent(() => import("./compose/page.tsx"), "ComposePage");
const diskUsePage = lazyRouteComponent(() => import("./disk/disk-use.tsx"), "DiskUsePage");
const guidePage = lazyRouteComponent(() => import("./guide/page.tsx"), "GuidePage");
const imagesPage = lazyRouteComponent(() => import("./images/page.tsx"), "ImagesPage");
const networksPage = lazyRouteComponent(() => import("./networks/page.tsx"), "NetworksPage");
const settingsPage = lazyRouteComponent(() => import("./settings/page.tsx"), "SettingsPage");
const volumesPage = lazyRouteComponent(() => import("./volumes/page.tsx"), "VolumesPage");

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
  createRoute({ getParentRoute, path: "/images/{-$id}/{-$tab}", component: imagesPage }),
  createRoute({ getParentRoute, path: "/builds/{-$id}/{-$tab}", component: buildsPage }),
  createRoute({ getParentRoute, path: "/compose/{-$project}/{-$tab}", component: composePage }),
  // No project can have this name.
  createRoute({ getParentRoute, path: "/compose/~edit/$project", component: composeEditorPage }),
  createRoute({ getParentRoute, path: "/volumes/{-$name}/{-$tab}", component: volumesPage }),
  createRoute({ getParentRoute, path: "/networks/{-$id}/{-$tab}", component: networksPage }),
  createRoute({ getParentRoute, path: "/clean-up", component: cleanUpPage }),
  createRoute({ getParentRoute, path: "/clean-up/disk-use", component: diskUsePage }),
  createRoute({ getParentRoute, path: "/activity", component: activityPage }),
  createRoute({ getParentRoute, path: "/guide/{-$chapter}", component: guidePage }),
  createRoute({ getParentRoute, path: "/settings", component: settingsPage }),
] as const;

/** Which page is on the screen; kept in the hash, because `app://` serves one file. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  history: createHashHistory(),
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
