/** A text that was not saved, and the hash of the file it was made from. */
export interface Draft {
  readonly text: string;
  readonly base: string;
}

const key = (file: string): string => `compose-draft:${file}`;

/** Keeps an unsaved text, so that a window that is closed or breaks loses nothing; null forgets it. */
export function keepDraft(file: string, draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(key(file), JSON.stringify(draft));
    else localStorage.removeItem(key(file));
  } catch {
    // Full: the text is still in the editor.
  }
}

/** The text that was left unsaved, or null. */
export function keptDraft(file: string): Draft | null {
  try {
    const { text, base } = JSON.parse(localStorage.getItem(key(file)) ?? "null") as Partial<Draft>;
    return typeof text === "string" && typeof base === "string" ? { text, base } : null;
  } catch {
    return null;
  }
}
