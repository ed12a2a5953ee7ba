import { describe, expect, it } from "vitest";
import { highlight, segments, visibleText } from "../../../renderer/containers/logs/ansi.ts";

const csi = "\u001b[";

describe("colours in a log line", () => {
  it("reads the basic colours, bright ones, weight and reset", () => {
    expect(segments(`a${csi}31mred${csi}1;92mgreen${csi}0m b`)).toEqual([
      { text: "a", style: {} },
      { text: "red", style: { foreground: 1 } },
      { text: "green", style: { foreground: 10, bold: true } },
      { text: " b", style: {} },
    ]);
  });

  it.each([
    ["38;5;196", { foreground: "rgb(255,0,0)" }],
    ["38;5;9", { foreground: 9 }],
    ["48;5;244", { background: "rgb(128,128,128)" }],
    ["38;2;1;2;3", { foreground: "rgb(1,2,3)" }],
    ["38:2::1:2:3", { foreground: "rgb(1,2,3)" }],
    ["48;2;300;0;0", {}],
    ["", {}],
    ["1;38;5;2;4", { bold: true, foreground: 2, underline: true }],
  ])("reads %s", (parameters, style) => {
    expect(segments(`${csi}${parameters}mx`)).toEqual([{ text: "x", style }]);
  });

  it("leaves out cursor movements and questions to the terminal", () => {
    expect(visibleText(`${csi}2K${csi}1Gdone${csi}?25h${csi}>0q${csi}6n`)).toBe("done");
  });

  it("shows every other control character in a way that can do nothing", () => {
    const title = "\u001b]0;owned\u0007";
    const clipboard = "\u001b]52;c;cm0=\u0007";
    expect(visibleText(title)).toBe("^[]0;owned^G");
    expect(visibleText(`${clipboard}\rx\u0000\b\u007f\u009b31m`)).toBe("^[]52;c;cm0=^G^Mx^@^H^?\ufffd31m");
    expect(visibleText("abc\u202etxt.exe")).toBe("abc\ufffdtxt.exe");
  });

  it("leaves tabs and every letter alone", () => {
    expect(visibleText("a\tb ünïcode 🚢 日本")).toBe("a\tb ünïcode 🚢 日本");
  });

  it("shows the same text with and without colours", () => {
    const hostile = `\u001b[31m\u001b[\u001b]x${csi}38;5m${csi}m${csi}999mz${csi}`;
    expect(
      segments(hostile)
        .map(({ text }) => text)
        .join(""),
    ).toBe(visibleText(hostile));
  });

  it("marks what a search found across colour borders", () => {
    const pieces = highlight(segments(`er${csi}31mror: ${csi}0mdisk`), [
      [0, 5],
      [7, 9],
    ]);
    expect(pieces.map(({ text, found }) => [text, found])).toEqual([
      ["er", true],
      ["ror", true],
      [": ", false],
      ["di", true],
      ["sk", false],
    ]);
  });
});
