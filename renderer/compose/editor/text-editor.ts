import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, StateEffect, StateField, Transaction } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { ResolvedValue } from "@shared/compose-files.ts";
import { completeCompose, type Names } from "./complete.ts";
import { beginning, pathTo } from "./place.ts";
import { schemasAt, typesOf, wordsFor } from "./schema.ts";

/** Colours come from the theme's tokens, so that both themes are one style. */
const highlighting = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--accent-text)" },
  { tag: tags.comment, color: "var(--text-faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.content], color: "var(--text)" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--paused)" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--text-soft)" },
]);

/** What an editor that shows a text needs, whether it can be changed or not. */
export const looks: Extension = [
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  EditorState.tabSize.of(2),
  yaml(),
  syntaxHighlighting(highlighting),
];

class ValueWidget extends WidgetType {
  constructor(private readonly value: ResolvedValue) {
    super();
  }
  override eq(other: ValueWidget): boolean {
    return JSON.stringify(other.value) === JSON.stringify(this.value);
  }
  override toDOM(): HTMLElement {
    const { value, variables } = this.value;
    const element = document.createElement("span");
    element.className = "cm-resolved";
    element.textContent = `→ ${value === "" ? "(empty)" : value}`;
    element.title = variables
      .map(({ name, from }) => `${name}: ${from === "nothing" ? "has no value" : `from ${from}`}`)
      .join("\n");
    return element;
  }
}

const setValues = StateEffect.define<readonly ResolvedValue[]>();
/** What variables come to, behind their lines. */
const resolved = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setValues)) {
        const { doc } = transaction.state;
        return Decoration.set(
          effect.value
            .filter(({ line }) => line <= doc.lines)
            .map((value) =>
              Decoration.widget({ widget: new ValueWidget(value), side: 1 }).range(doc.line(value.line).to),
            ),
          true,
        );
      }
    return shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** What the schema says of the key under the pointer. */
const explain = hoverTooltip(({ state }, position) => {
  const line = state.doc.lineAt(position);
  const { lead, dashes, key } = beginning(line.text);
  const from = line.from + lead + dashes;
  if (key === undefined || position < from || position > from + key.length) return null;
  const lines = state.doc.sliceString(0, line.to).split("\n");
  const path = [...pathTo(lines, line.number - 1, lead + dashes), key];
  const schemas = schemasAt(path);
  const words = wordsFor(schemas);
  if (!words) return null;
  return {
    pos: from,
    end: from + key.length,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "cm-explain";
      const title = dom.appendChild(document.createElement("strong"));
      title.textContent = key;
      const types = typesOf(schemas);
      if (types.length > 0) dom.append(` ${types.join(" or ")}`);
      dom.appendChild(document.createElement("p")).textContent = words;
      return { dom };
    },
  };
});

/** An editor in the page, and what is told to it from outside. */
export interface TextEditor {
  readonly view: EditorView;
  /** Puts another text in; it can be undone unless it came from the disk. */
  replace(text: string, undoable?: boolean): void;
  show(problems: readonly Diagnostic[], values: readonly ResolvedValue[]): void;
  goTo(line: number, column?: number): void;
}

interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly readOnly: boolean;
  names(): Names;
  onChange(text: string): void;
  onSave(): void;
}

/** Opens a YAML editor in `parent`; whoever opened it ends it with `view.destroy()`. */
export function openTextEditor(parent: HTMLElement, options: EditorOptions): TextEditor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        looks,
        resolved,
        explain,
        history(),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        search({ top: true }),
        highlightSelectionMatches(),
        autocompletion({ override: [completeCompose(options.names)], icons: false }),
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false" }),
        keymap.of([
          {
            key: "Mod-s",
            run: () => {
              options.onSave();
              return true;
            },
          },
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...lintKeymap,
          ...defaultKeymap,
          // Escape and then Tab leaves: CodeMirror lets the Tab after an Escape go on to the next control.
          indentWithTab,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    view,
    replace(text, undoable = true) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: Transaction.addToHistory.of(undoable),
      });
    },
    show(problems, values) {
      const { length } = view.state.doc;
      const inside = problems.filter(({ to }) => to <= length);
      view.dispatch(setDiagnostics(view.state, inside), { effects: setValues.of(values) });
    },
    goTo(number, column = 1) {
      const line = view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
      const anchor = Math.min(line.to, line.from + column - 1);
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
      view.focus();
    },
  };
}
