import type { ComposeSource } from "@shared/compose.ts";
import type { DraftCheck, PlannedChange } from "@shared/compose-files.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api.ts";
import { type TextProblem, textProblems } from "./validate.ts";

/** The project and file that are edited. */
export interface Edited {
  readonly engine: string;
  readonly name: string;
  readonly source: ComposeSource;
  readonly file: string;
}

/** What was found out about a text, for as long as it is the newest. */
export interface Checked {
  readonly text: string;
  readonly own: readonly TextProblem[];
  readonly check?: DraftCheck;
  readonly changes?: readonly PlannedChange[];
  /** Why there is no comparison. */
  readonly error?: ErrorShape;
}

/** Milliseconds without typing until the text is looked at, and until Compose is asked. */
const pause = { check: 300, compare: 500 };

/** Looks at the text when typing pauses; Compose is asked only about what is in order and agreed to. */
export function useCheck(edited: Edited, text: string | undefined, live: boolean, turn: unknown): Checked | undefined {
  const [checked, setChecked] = useState<Checked>();
  const latest = useRef(edited);
  latest.current = edited;
  const key = JSON.stringify([edited, turn]);
  useEffect(() => {
    if (text === undefined || !key) return;
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const set = (next: Checked) => current && setChecked(next);
    const look = async () => {
      const draft = { ...latest.current, text };
      const own = textProblems(text);
      let found: Checked = { text, own };
      try {
        const check = await api.composeFiles.check(draft);
        found = { text, own, check };
        set(found);
        const wrong = check.problems.some(({ severity, unset }) => severity === "error" && unset === undefined);
        if (wrong || !check.trusted || !live || !current) return;
        timer = setTimeout(() => {
          api.composeFiles.compare(draft).then(
            (changes) => set({ ...found, changes }),
            (error) => set({ ...found, error: errorShape(error) }),
          );
        }, pause.compare);
      } catch (error) {
        set({ ...found, error: errorShape(error) });
      }
    };
    timer = setTimeout(() => void look(), pause.check);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text, key, live]);
  return checked;
}
