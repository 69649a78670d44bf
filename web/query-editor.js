// <query-editor>: the text area of the query form as an editor with colours and completion.
// Without script the text area inside it stays what it is; with script it stays the form's field.
import { autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completions } from "./completions.js";

// The colours are those of the page, so that dark and print follow it.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--rust)" },
  { tag: [tags.string, tags.literal, tags.number], color: "var(--code-string)" },
  { tag: [tags.atom, tags.link, tags.url], color: "var(--code-name)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--soft)" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", minHeight: "14em", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--link) 7%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link) 30%, transparent)",
  },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--soft)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-link)", backgroundColor: "var(--link)" },
});

class QueryEditor extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea");
    // A shadow root takes constructed style sheets, which the page's strict policy allows.
    const root = this.attachShadow({ mode: "open" });
    const run = () => (field.form.requestSubmit(), true);
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: field.value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          StreamLanguage.define(sparql),
          syntaxHighlighting(colours),
          autocompletion({ override: [completions(this.dataset.terms)] }),
          // Tab is left to the browser: a keyboard must be able to leave the editor.
          keymap.of([
            { key: "Mod-Enter", run },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
          ]),
          EditorView.contentAttributes.of({ "aria-label": field.labels[0]?.textContent ?? "SPARQL" }),
          EditorView.updateListener.of(update => {
            if (update.docChanged) field.value = update.state.doc.toString();
          }),
          looks,
        ],
      }),
    });
    for (const label of field.labels) label.addEventListener("click", () => this.view.focus());
  }
}

customElements.define("query-editor", QueryEditor);
