/** What a filter looks at in one row: `words` for free text, `fields` for `state:running`. Values are plain text. */
export interface Searchable {
  readonly words: readonly string[];
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

interface Term {
  readonly field?: string;
  readonly text: string;
  readonly not: boolean;
}

// A word, `field:word` or "several words", each with an optional minus in front.
const term = /(-)?(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))/gi;

/** Splits what was typed into terms, all of which must hold. A field that the table does not know is free text. */
function parse(query: string, known: ReadonlySet<string>): Term[] {
  return [...query.matchAll(term)].flatMap(([whole, minus, field, quoted, word]) => {
    const text = (quoted ?? word ?? "").toLowerCase();
    const name = field?.toLowerCase();
    if (name && known.has(name)) return text ? [{ field: name, text, not: minus !== undefined }] : [];
    const free = name ? whole.slice(minus ? 1 : 0).toLowerCase() : text;
    return free ? [{ text: free, not: minus !== undefined }] : [];
  });
}

/**
 * Turns what stands in the filter box into a test of one row: `web state:running -image:nginx "two words"`. Letter
 * case does not matter, every term must hold, and an empty query holds for all rows.
 */
export function rowFilter(query: string, fields: readonly string[]): (row: Searchable) => boolean {
  const terms = parse(query, new Set(fields));
  return (row) =>
    terms.every(({ field, text, not }) => {
      const values = field ? (row.fields?.[field] ?? []) : row.words;
      return values.some((value) => value.toLowerCase().includes(text)) !== not;
    });
}
