// What may stand at the cursor: keywords, the query's own variables, prefixes, and the classes and
// properties that the published graph really uses.
const KEYWORDS =
  ("SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES PREFIX BASE " +
    "DISTINCT REDUCED LIMIT OFFSET EXISTS COALESCE CONTAINS STRSTARTS REGEX LANG DATATYPE STR IRI BOUND COUNT " +
    "SUM MIN MAX AVG SAMPLE GROUP_CONCAT UNDEF")
    .split(" ")
    .concat(["ORDER BY", "GROUP BY", "HAVING", "NOT EXISTS"])
    .map(label => ({ label, type: "keyword" }));
const WORD = /[?$][\w]*|[\w-]*:[\w.-]*|[A-Za-z][\w-]*/;

/** Return a source of completions; the terms at `address` are fetched when first wanted. */
export function completions(address) {
  let fetched;
  const terms = () => (fetched ??= fetch(address).then(answer => (answer.ok ? answer.json() : { prefixes: {}, terms: [] })));
  return async context => {
    const word = context.matchBefore(WORD);
    if (!word && !context.explicit) return null;
    const from = word ? word.from : context.pos;
    const text = context.state.doc.toString();
    if (/^[?$]/.test(word?.text ?? "")) return { from, options: variables(text, word.text), validFor: /^[?$]\w*$/ };
    const known = await terms();
    return { from, options: [...named(known), ...KEYWORDS], validFor: /^[\w-]*:?[\w.-]*$/ };
  };
}

function variables(text, current) {
  const found = new Set(text.match(/[?$]\w+/g));
  found.delete(current);
  return [...found].map(label => ({ label, type: "variable" }));
}

function named({ prefixes, terms }) {
  const apply = (view, option, from, to) => {
    const prefix = option.label.split(":")[0];
    const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(view.state.doc.toString());
    const line = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
    view.dispatch({
      changes: [{ from: 0, insert: line }, { from, to, insert: option.label }],
      selection: { anchor: line.length + from + option.label.length },
      userEvent: "input.complete",
    });
  };
  return terms.map(term => ({ label: term.name, detail: term.label, type: term.kind, apply }));
}
