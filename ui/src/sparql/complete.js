// Completion from the lists of the dataset: its prefixes, classes and properties with their labels.
import { fold } from "../shared/fold.js";

const MOST = 60;

/** Register our completers with Yasqe; gives their names and the key binding that asks for all. */
export function completers(Yasqe, { classes = [], prefixes = {}, properties = [] }, links) {
  const state = { asked: false };
  const wanted = (token) => state.asked || token.string.trim().length > 1;
  Yasqe.registerAutocompleter(prefixCompleter(prefixes), false);
  Yasqe.registerAutocompleter(
    termCompleter("servanda-class", classes, links, (yasqe, token) => {
      const cursor = yasqe.getDoc().getCursor();
      const { lastProperty } = yasqe.getPreviousNonWsToken(cursor.line, token).state;
      const types = ["a", "rdf:type", "rdfs:domain", "rdfs:range", "rdfs:subClassOf"];
      return wanted(token) && types.includes(lastProperty);
    }),
    false,
  );
  Yasqe.registerAutocompleter(
    termCompleter("servanda-property", properties, links, (_, token) => {
      return wanted(token) && token.state.possibleCurrent.includes("a");
    }),
    false,
  );
  const ask = (yasqe) => {
    state.asked = true;
    yasqe.autocomplete();
    state.asked = false;
  };
  const names = ["variables", "servanda-prefixes", "servanda-class", "servanda-property"];
  return { ask, names };
}

function prefixCompleter(prefixes) {
  const list = Object.entries(prefixes).map(([name, base]) => `${name}: <${base}>`);
  return {
    autoShow: true,
    bulk: false,
    get: (_, token) => list.filter((each) => each.startsWith((token?.string ?? "").trim())),
    isValidCompletionPosition: (yasqe) => {
      const { ch, line } = yasqe.getDoc().getCursor();
      if (yasqe.getDoc().getLine(line).length > ch) return false;
      const token = yasqe.getCompleteToken();
      const before = yasqe.getPreviousNonWsToken(line, token);
      return before?.string.toUpperCase() === "PREFIX";
    },
    name: "servanda-prefixes",
  };
}

function termCompleter(name, terms, links, suits) {
  const known = terms.map((term) => {
    const short = links.short(term.iri);
    return { ...term, folded: fold(`${short} ${term.label ?? ""}`), short };
  });
  const byIri = new Map(known.map((term) => [term.iri, term]));
  return {
    autoShow: true,
    bulk: false,
    get: (_, token) => matching(known, token?.string ?? "").map(({ iri }) => iri),
    isValidCompletionPosition: (yasqe) => {
      const token = yasqe.getCompleteToken();
      return !/^[?$"']/.test(token.string) && suits(yasqe, token);
    },
    name,
    postProcessSuggestion: (_, __, iri) => iri,
    postprocessHints: (_, hints) => hints.map((hint) => told(hint, byIri.get(hint.text), links)),
  };
}

/** The terms whose short name or label holds the words typed; those that begin so come first. */
function matching(known, typed) {
  const word = fold(typed.trim().replace(/^<|>$/g, ""));
  const found = known.filter(({ folded, iri }) => folded.includes(word) || iri.startsWith(word));
  const first = ({ folded }) => (folded.startsWith(word) ? 0 : 1);
  return found.sort((one, other) => first(one) - first(other)).slice(0, MOST);
}

function told(hint, term, links) {
  const isShort = term.short !== term.iri;
  const text = isShort ? term.short : `<${term.iri}>`;
  return {
    ...hint,
    hint: (yasqe, data) => {
      yasqe.replaceRange(text, data.from, data.to, "complete");
      const prefix = isShort && term.short.split(":")[0];
      if (prefix && !(prefix in yasqe.getPrefixesFromQuery())) {
        yasqe.addPrefixes({ [prefix]: links.base(prefix) });
      }
    },
    render: (element) => {
      element.textContent = text;
      if (!term.label) return;
      const label = document.createElement("span");
      label.className = "sparql-hint";
      label.textContent = term.label;
      element.append(" ", label);
    },
    text,
  };
}
