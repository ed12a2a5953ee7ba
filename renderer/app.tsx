import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { RouterProvider } from "@tanstack/react-router";
import { ConfirmHost } from "./components/confirm.tsx";
import { openComposePath } from "./compose/opening.ts";
import { followDropped, takeDropped } from "./dropped.ts";
import { RemovalHost } from "./plans/removal-dialog.tsx";
import { router } from "./router.tsx";
import { useColorScheme } from "./theme/color-scheme.ts";
import { theme } from "./theme/theme.ts";

takeDropped("compose", (path) => {
  void router.navigate({ to: "/compose/{-$project}/{-$tab}" });
  void openComposePath(path);
});
takeDropped("archive", (path) => {
  void router.navigate({ to: "/images/{-$id}/{-$tab}" });
  // With the page it belongs to: nothing of it is loaded before.
  void import("./images/load-dialog.tsx").then(({ askLoad }) => askLoad(path));
});
takeDropped("build", (folder) => {
  void router.navigate({ to: "/images/{-$id}/{-$tab}" });
  void import("./builds/build-dialog.tsx").then(({ askBuild }) => askBuild({ folder }));
});
followDropped();

/** The whole page. Mantine writes no style element: its variables come from theme/adopt.ts. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={useColorScheme()}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <RouterProvider router={router} />
      <ConfirmHost />
      <RemovalHost />
      <Notifications position="bottom-right" limit={4} />
    </MantineProvider>
  );
}
