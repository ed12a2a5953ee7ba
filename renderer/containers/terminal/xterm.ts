import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import "../../theme/ansi.css";

export type { Terminal } from "@xterm/xterm";

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
const bright = (name: (typeof names)[number]) => `bright${name[0]!.toUpperCase()}${name.slice(1)}` as keyof ITheme;

/** The colours of the page's theme as they are now. */
export function currentTheme(): ITheme {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string) => tokens.getPropertyValue(name).trim();
  return {
    background: token("--surface-sunken"),
    foreground: token("--text"),
    cursor: token("--text"),
    cursorAccent: token("--surface-sunken"),
    selectionBackground: `${token("--focus")}55`,
    ...Object.fromEntries(names.map((name, index) => [name, token(`--ansi-${index}`)])),
    ...Object.fromEntries(names.map((name, index) => [bright(name), token(`--ansi-${index + 8}`)])),
  };
}

/**
 * A terminal that takes hostile output: links lead nowhere, titles and window requests are ignored, and the clipboard
 * (OSC 52) is out of reach because xterm has it in an add-on that is not here. DOM renderer, so its text is the page's.
 */
export async function createXterm(): Promise<{ terminal: Terminal; fit: FitAddon }> {
  // Measuring with a fallback font would put every column in the wrong place.
  await document.fonts.load('13px "JetBrains Mono Variable"').catch(() => {});
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-mono"),
    fontSize: 13,
    lineHeight: 1.2,
    scrollback: 10_000,
    cursorBlink: false,
    minimumContrastRatio: 4.5,
    linkHandler: { activate: () => {} },
    theme: currentTheme(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== "keydown" || !event.ctrlKey || !event.shiftKey || event.altKey) return true;
    if (event.code === "KeyC") {
      event.preventDefault();
      void navigator.clipboard.writeText(terminal.getSelection());
      return false;
    }
    // Left to the browser, which then pastes.
    return event.code !== "KeyV";
  });
  return { terminal, fit };
}
