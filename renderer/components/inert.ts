// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const control = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
/** Overrides and isolates can make a line read as something else than it is. */
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** As `cat -v` and terminals write them; their own pictures (U+2400) are missing in most fonts. */
function caret(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 64)}`;
  return code === 0x7f ? "^?" : "\ufffd";
}

/** One line of a stranger's text: control characters in caret notation (`^G`, `^[`), direction marks as `�`. Nothing acts. */
export const inert = (text: string): string => text.replace(control, caret).replace(bidi, "\ufffd");
