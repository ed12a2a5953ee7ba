import { Sentence } from "../components/sentence.tsx";
import type { Problems } from "./run-form.ts";

/** What stands under a field of the Run dialog that needs a change. */
export const fault = (problems: Problems, field: string) => {
  const text = problems[field];
  return text ? <Sentence text={text} /> : undefined;
};
