// Completion from the lists of the dataset: its prefixes, classes and properties with their labels.
import { fold } from "../shared/fold.js";

const MOST = 60;

const TYPES = ["a", "rdf:type", "rdfs:domain", "rdfs:range", "rdfs:subClassOf"];

/** Register our completers with Yasqe; gives their names and what asks for all there is. */
export function completers(Yasqe, { classes = [], prefixes = {}, properties = [] }, links) {
  const state = { asked: false };
  const wanted = (suits) => (yasqe) => {
    const { start, word } = typed(yasqe);
    return (state.asked || word.length > 1) && !/^[?$"'@]/.test(word) && suits(expected(yasqe, start));
  };
  const isProperty = ({ possible }) => possible.includes("a");
  const isClass = (here) => TYPES.includes(here.lastProperty) && !isProperty(here);
  const all = [
    prefixCompleter(prefixes),
    termCompleter("servanda-class", classes, links, wanted(isClass)),
    termCompleter("servanda-property", properties, links, wanted(isProperty)),
  ];
  all.forEach((each) => Yasqe.registerAutocompleter(each, false));
  const ask = (yasqe) => {
    state.asked = true;
    yasqe.autocomplete();
    state.asked = false;
  };
  return { ask, names: ["variables", ...all.map(({ name }) => name)] };
}

/** The word before the cursor, as readers see it: to Yasqe, `acc` is the keyword `a` and a fault. */
function typed(yasqe) {
  const { ch, line } = yasqe.getDoc().getCursor();
  const before = yasqe.getDoc().getLine(line).slice(0, ch);
  const [word] = /<[^\s<>]*$|[^\s{}();,|/^!<>]*$/.exec(before);
  return { line, start: ch - word.length, word };
}

/** What the grammar allows at a place of the line of the cursor. */
function expected(yasqe, start) {
  const { line } = yasqe.getDoc().getCursor();
  const { state, type } = yasqe.getTokenAt({ ch: start, line }, true);
  const isBetween = type === "ws" || type === null;
  return {
    lastProperty: state.lastProperty,
    possible: isBetween ? state.possibleCurrent : state.possibleNext,
  };
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
    get: (yasqe) => matching(known, typed(yasqe).word).map(({ iri }) => iri),
    isValidCompletionPosition: suits,
    name,
    postProcessSuggestion: (_, __, iri) => iri,
    postprocessHints: (_, hints) => hints.map((hint) => told(hint, byIri.get(hint.text), links)),
  };
}

/** The terms whose short name or label holds the words typed; those that begin so come first. */
function matching(known, said) {
  const iriStart = said.replace(/^</, "");
  const word = fold(iriStart);
  const found = known.filter(({ folded, iri }) => folded.includes(word) || iri.startsWith(iriStart));
  const first = ({ folded }) => (folded.startsWith(word) ? 0 : 1);
  return found.sort((one, other) => first(one) - first(other)).slice(0, MOST);
}

function told(hint, term, links) {
  const isShort = term.short !== term.iri;
  const text = isShort ? term.short : `<${term.iri}>`;
  return {
    ...hint,
    hint: (yasqe) => {
      const { line, start } = typed(yasqe);
      yasqe.replaceRange(text, { ch: start, line }, yasqe.getDoc().getCursor(), "complete");
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
