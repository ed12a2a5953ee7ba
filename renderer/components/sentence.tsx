/** A sentence in which `backticks` mark what is typed or shown word for word. */
export const Sentence = ({ text }: { text: string }) =>
  text.split("`").map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move
    at % 2 === 1 ? <code key={at}>{part}</code> : part,
  );
