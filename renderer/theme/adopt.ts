import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from "@mantine/core";
import { theme, variables } from "./theme.ts";

/**
 * Gives the page Mantine's CSS variables as a constructed style sheet. Mantine itself would write a style element
 * through innerHTML, which our Content Security Policy and Trusted Types forbid.
 */
export function adoptTheme(): void {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `${convertCssVariables(defaultCssVariablesResolver(merged))}${convertCssVariables(variables(merged))}`,
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
