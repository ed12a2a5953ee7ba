/**
 * How well `text` matches what was typed: its letters in order, better in one piece and at the start of words; 0 is no
 * match, higher is better. Several words may match in any order.
 */
export function fuzzyScore(text: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const scores = words.map((word) => wordScore(text.toLowerCase(), word));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) / words.length;
}

function wordScore(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 100 - Math.min(20, text.length - word.length) / 2;
  if (at > 0) return startsWord(text, at) ? 80 : 60 - Math.min(20, at) / 2;
  let score = 0;
  let from = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, from);
    if (next < 0) return 0;
    score += startsWord(text, next) ? 3 : next === from ? 2 : 1;
    from = next + 1;
  }
  return Math.min(40, 1 + (10 * score) / word.length);
}

const startsWord = (text: string, at: number) => at === 0 || /[\s\-_./:]/.test(text[at - 1]!);
