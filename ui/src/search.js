// The engine of search: loaded when a search box is first used.
import MiniSearch from "minisearch";
import { terms } from "./shared/fold.js";

const isHan = (term) => /\p{Script=Han}/u.test(term);

/** A function that gives the numbers of the documents for a query, best first. */
function open(documents) {
  const index = new MiniSearch({
    fields: ["title", "names", "keys"],
    processTerm: (term) => term,
    tokenize: terms,
    searchOptions: {
      boost: { title: 3, names: 2 },
      combineWith: "AND",
      // Single letters complete to anything; one character of Chinese is a word.
      fuzzy: (term) => (!isHan(term) && term.length > 4 ? 0.2 : false),
      maxFuzzy: 2,
      prefix: (term) => !isHan(term),
    },
  });
  index.addAll(
    documents.map(({ title, names = [], keys = "" }, id) => ({
      id,
      keys,
      names: names.join(" \n "),
      title,
    })),
  );
  return (query) => index.search(query).map(({ id }) => id);
}

window.servandaSearchEngine = { open };
