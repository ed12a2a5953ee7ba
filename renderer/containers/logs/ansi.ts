import { inert } from "../../components/inert.ts";

/** A stretch of one line in one style. The basic 16 colours are numbers, so that each theme can keep them readable. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** 0 to 15, or `rgb(…)`. */
export type Colour = number | string;

export interface Style {
  readonly foreground?: Colour;
  readonly background?: Colour;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strike?: boolean;
  readonly reverse?: boolean;
}

const escapeCode = "\u001b";
/** A control sequence: parameters, intermediates, final letter. Only `m` (colours and weight) means anything in a log. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const sequence = /\u001b\[([0-9;:?<=>]*)[ -/]*([@-~])/g;

/** The text that is on the screen: no control sequences, every other control character as `^G`. Searches read this. */
export const visibleText = (text: string): string =>
  inert(text.includes(escapeCode) ? text.replace(sequence, "") : text);

const plain: Style = {};
const levels = [0, 95, 135, 175, 215, 255];

/** xterm's 256 colours: 16 of the theme, a 6x6x6 cube, 24 greys. */
function palette(index: number): Colour | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  const grey = 8 + (index - 232) * 10;
  if (index >= 232) return `rgb(${grey},${grey},${grey})`;
  const cube = index - 16;
  return `rgb(${levels[Math.floor(cube / 36)]},${levels[Math.floor(cube / 6) % 6]},${levels[cube % 6]})`;
}

/** Reads `5;n` or `2;r;g;b` (with `:` also `2::r:g:b`) after a 38 or 48; answers with how many numbers it used. */
function extended(codes: readonly number[], at: number): { readonly used: number; readonly colour?: Colour } {
  if (codes[at] === 5) return { used: 2, colour: palette(codes[at + 1] ?? -1) };
  if (codes[at] !== 2) return { used: 1 };
  const [red, green, blue] = codes.slice(at + 1, at + 4);
  const valid = [red, green, blue].every((value) => value !== undefined && value >= 0 && value <= 255);
  return { used: 4, ...(valid ? { colour: `rgb(${red},${green},${blue})` } : {}) };
}

const switches: Readonly<Record<number, Style>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { reverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { reverse: false },
  29: { strike: false },
  39: { foreground: undefined },
  49: { background: undefined },
};

function next(style: Style, parameters: string): Style {
  const codes = parameters
    .replace(/([34]8):2:[0-9]*:(?=[0-9]+:[0-9]+:[0-9]+)/g, "$1:2:")
    .split(/[;:]/)
    .map(Number);
  let result = style;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === 0) result = plain;
    else if (code === 38 || code === 48) {
      const { used, colour } = extended(codes, at + 1);
      at += used;
      result = { ...result, [code === 38 ? "foreground" : "background"]: colour };
    } else if (code >= 30 && code <= 37) result = { ...result, foreground: code - 30 };
    else if (code >= 90 && code <= 97) result = { ...result, foreground: code - 82 };
    else if (code >= 40 && code <= 47) result = { ...result, background: code - 40 };
    else if (code >= 100 && code <= 107) result = { ...result, background: code - 92 };
    else if (switches[code]) result = { ...result, ...switches[code] };
  }
  return result;
}

/** Splits a line by its colour sequences. A style ends with its line. The segments' text joined is `visibleText`. */
export function segments(text: string): Segment[] {
  if (!text.includes(escapeCode)) return [{ text: inert(text), style: plain }];
  const found: Segment[] = [];
  let style = plain;
  let from = 0;
  for (const match of text.matchAll(sequence)) {
    if (match.index > from) found.push({ text: inert(text.slice(from, match.index)), style });
    from = match.index + match[0].length;
    if (match[2] === "m" && !/[?<=>]/.test(match[1]!)) style = next(style, match[1]!);
  }
  if (from < text.length) found.push({ text: inert(text.slice(from)), style });
  return found;
}

/** A stretch of visible text that a search found: from, to. */
export type Range = readonly [from: number, to: number];

export interface Piece extends Segment {
  readonly found: boolean;
}

/** Cuts segments where search results begin and end. */
export function highlight(parts: readonly Segment[], ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const { text, style } of parts) {
    const end = offset + text.length;
    let at = offset;
    for (const [from, to] of ranges) {
      if (to <= at || from >= end) continue;
      if (from > at) pieces.push({ text: text.slice(at - offset, from - offset), style, found: false });
      const start = Math.max(from, at);
      at = Math.min(to, end);
      pieces.push({ text: text.slice(start - offset, at - offset), style, found: true });
    }
    if (at < end) pieces.push({ text: text.slice(at - offset), style, found: false });
    offset = end;
  }
  return pieces;
}
