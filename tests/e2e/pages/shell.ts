import type { Locator, Page } from "@playwright/test";

/** The pages in the order of the sidebar, and what their table is called where they have one. */
export const pageNames = [
  "Containers",
  "Images",
  "Compose",
  "Volumes",
  "Networks",
  "Clean up",
  "Activity",
  "Guide",
  "Settings",
] as const;
export type PageName = (typeof pageNames)[number];

/** The window around every page. */
export const shell = (page: Page) => {
  const navigation = page.getByRole("navigation", { name: "Main" });
  /** Shows a page by its link and waits for its heading. */
  const open = async (name: PageName): Promise<void> => {
    await navigation.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  };
  const theme = page.getByRole("radiogroup", { name: "Theme" });
  return {
    navigation,
    links: navigation.getByRole("link"),
    heading: page.getByRole("heading", { level: 1 }),
    /** Also matches by state: `engine("Live")`. */
    engine: (state = "") => page.getByRole("button", { name: new RegExp(`^Engine: .*${state}`) }),
    engineMenu: page.getByRole("menu"),
    commandBar: page.getByRole("dialog", { name: "Command bar" }),
    shortcuts: page.getByRole("dialog", { name: "Keyboard shortcuts" }),
    details: page.getByRole("region", { name: "Details" }),
    open,
    async chooseTheme(name: "System" | "Light" | "Dark"): Promise<void> {
      await open("Settings");
      // The radio itself is invisible: a person clicks its label.
      await theme.getByText(name, { exact: true }).click();
    },
  };
};

/** A page's table, and one of its rows by the name it starts with. */
export const table = (page: Page, name: string): { table: Locator; row(start: string): Locator } => {
  const locator = page.getByRole("table", { name, exact: true }).or(page.getByRole("grid", { name, exact: true }));
  return {
    table: locator,
    row: (start) => locator.getByRole("row", { name: new RegExp(`^${start}`) }),
  };
};
