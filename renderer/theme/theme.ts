import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";
import parts from "./parts.module.css";

const dock: MantineColorsTuple = [
  "#eaf5f9",
  "#d3e8f0",
  "#a9d3e2",
  "#7bbcd3",
  "#55a8c7",
  "#3996b9",
  "#1b86ac",
  "#0b6682",
  "#09546b",
  "#063f51",
];
const gray: MantineColorsTuple = [
  "#f6f7f9",
  "#edf0f4",
  "#e1e6ec",
  "#c8d0da",
  "#a9b4c1",
  "#8f9bab",
  "#5b6777",
  "#465262",
  "#2b3542",
  "#18202a",
];
const dark: MantineColorsTuple = [
  "#e6eaef",
  "#b0bac6",
  "#919ca9",
  "#6d7987",
  "#3b4551",
  "#262d36",
  "#1b2027",
  "#14181d",
  "#0f1216",
  "#0a0c0f",
];
const red: MantineColorsTuple = [
  "#fdeaeb",
  "#fbd5d7",
  "#f6a9ad",
  "#f17c82",
  "#ff8a8e",
  "#d93842",
  "#c62c36",
  "#b3242d",
  "#9c1d26",
  "#7d151c",
];

/** Mantine in Drydock's measures: 13 px text, compact controls, one accent, no responsive style props. */
export const theme = createTheme({
  primaryColor: "dock",
  primaryShade: { light: 7, dark: 7 },
  colors: { dock, gray, dark, red },
  white: "#ffffff",
  black: "#18202a",
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--font-mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "16px", sm: "20px", md: "20px", lg: "24px", xl: "28px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "32px" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "10px", xl: "16px" },
  defaultRadius: "md",
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  shadows: {
    xs: "var(--shadow-1)",
    sm: "var(--shadow-1)",
    md: "var(--shadow-2)",
    lg: "var(--shadow-2)",
    xl: "var(--shadow-2)",
  },
  focusRing: "never",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "xs" }, classNames: { root: parts.button } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 }, classNames: { root: parts.icon } },
    TextInput: {
      defaultProps: { size: "xs" },
      classNames: { label: parts.label, description: parts.hint, error: parts.fault },
    },
    NumberInput: {
      defaultProps: { size: "xs" },
      classNames: { label: parts.label, description: parts.hint, error: parts.fault },
    },
    Textarea: {
      defaultProps: { size: "xs" },
      classNames: { label: parts.label, description: parts.hint, error: parts.fault },
    },
    Select: {
      defaultProps: { size: "xs", allowDeselect: false },
      classNames: { label: parts.label, description: parts.hint, error: parts.fault },
    },
    Autocomplete: { defaultProps: { size: "xs" }, classNames: { label: parts.label, error: parts.fault } },
    Checkbox: { defaultProps: { size: "xs" }, classNames: { label: parts.choice, description: parts.hint } },
    Radio: {
      defaultProps: { size: "xs" },
      classNames: { label: parts.choice, description: parts.hint, error: parts.fault },
    },
    Switch: {
      defaultProps: { size: "xs" },
      classNames: { label: parts.choice, description: parts.hint, error: parts.fault },
    },
    SegmentedControl: {
      defaultProps: { size: "xs" },
      classNames: {
        root: parts.segments,
        control: parts.segmentControl,
        indicator: parts.segment,
        label: parts.segmentLabel,
      },
    },
    // The page itself never scrolls; locking it would add a style element at run time.
    Modal: {
      defaultProps: {
        lockScroll: false,
        yOffset: "12vh",
        transitionProps: { duration: 120 },
        closeButtonProps: { "aria-label": "Close", size: 26 },
      },
      classNames: {
        content: parts.dialog,
        header: parts.dialogHeader,
        title: parts.dialogTitle,
        overlay: parts.overlay,
        body: parts.dialogBody,
        close: parts.dialogClose,
      },
    },
    Menu: {
      defaultProps: { shadow: "md", transitionProps: { duration: 80 }, offset: 4, withInitialFocusPlaceholder: false },
      classNames: { dropdown: parts.dropdown, item: parts.item, label: parts.menuLabel, divider: parts.divider },
    },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 80 } } },
    Tooltip: {
      defaultProps: { openDelay: 400, transitionProps: { duration: 80 }, offset: 6 },
      classNames: { tooltip: parts.tooltip },
    },
    Tabs: { classNames: { tab: parts.tab, list: parts.tabs } },
    Loader: { defaultProps: { size: 16, type: "oval" } },
  },
});

/** Points Mantine's own colour names at the tokens, so that both themes have one source. */
export const variables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--surface)",
    "--mantine-color-text": "var(--text)",
    "--mantine-color-bright": "var(--text)",
    "--mantine-color-dimmed": "var(--text-faint)",
    "--mantine-color-placeholder": "var(--text-faint)",
    "--mantine-color-anchor": "var(--accent-text)",
    "--mantine-color-error": "var(--unhealthy)",
    "--mantine-color-default": "var(--surface-raised)",
    "--mantine-color-default-hover": "var(--hover)",
    "--mantine-color-default-color": "var(--text)",
    "--mantine-color-default-border": "var(--border-strong)",
    "--mantine-color-disabled": "var(--hover)",
    "--mantine-color-disabled-color": "var(--text-faint)",
    "--mantine-color-disabled-border": "var(--border)",
    "--mantine-color-dock-filled": "var(--accent)",
    "--mantine-color-dock-filled-hover": "var(--accent-hover)",
    "--mantine-color-dock-light": "var(--accent-soft)",
    "--mantine-color-dock-light-hover": "var(--selected)",
    "--mantine-color-dock-light-color": "var(--accent-text)",
    "--mantine-color-dock-text": "var(--accent-text)",
    "--mantine-color-gray-text": "var(--text-soft)",
    "--mantine-color-gray-light": "var(--hover)",
    "--mantine-color-gray-light-hover": "var(--hover)",
    "--mantine-color-gray-light-color": "var(--text-soft)",
    "--mantine-color-red-text": "var(--unhealthy)",
    "--mantine-color-red-light": "var(--unhealthy-soft)",
    "--mantine-color-red-light-hover": "var(--unhealthy-soft)",
    "--mantine-color-red-light-color": "var(--unhealthy)",
  };
  return { variables: {}, light: shared, dark: shared };
};
