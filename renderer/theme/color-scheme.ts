import { useMediaQuery } from "@mantine/hooks";
import { useSettings } from "../settings/store.ts";

/** The theme on the screen: the chosen one, or the system's. */
export function useColorScheme(): "light" | "dark" {
  const systemIsDark = useMediaQuery("(prefers-color-scheme: dark)", undefined, { getInitialValueInEffect: false });
  const { theme } = useSettings();
  return theme === "system" ? (systemIsDark ? "dark" : "light") : theme;
}
