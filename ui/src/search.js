// The engine of search: loaded when a search box is first used.
import MiniSearch from "minisearch";
import { terms, wanted } from "./shared/fold.js";

const isHan = (term) => /\p{Script=Han}/u.test(term);

/** Gives a function that finds the numbers of the documents for a query, best first. */
async function open(documents) {
  const index = new MiniSearch({
    fields: ["title", "names", "keys"],
    processTerm: (term) => term,
    tokenize: terms,
    searchOptions: {
      boost: { title: 3, names: 2 },
      // Single letters complete to anything; one character of Chinese is a word.
      fuzzy: (term) => (!isHan(term) && term.length > 4 ? 0.2 : false),
      maxFuzzy: 2,
      prefix: (term) => !isHan(term),
      tokenize: (term) => [term],
    },
  });
  // In pieces, so that the page stays quick while it happens.
  await index.addAllAsync(
    documents.map(({ title, names = [], keys = "" }, id) => ({
      id,
      keys,
      names: names.join(" \n "),
      title,
    })),
    { chunkSize: 100 },
  );
  return (query) => {
    const { may, must } = wanted(query);
    if (!must.length) return [];
    const found = index.search({ combineWith: "AND", queries: must });
    if (may.length) {
      const more = index.search({ combineWith: "OR", queries: may });
      const score = new Map(more.map((each) => [each.id, each.score]));
      const sum = (each) => each.score + (score.get(each.id) ?? 0);
      found.sort((one, other) => sum(other) - sum(one));
    }
    return found.map(({ id }) => id);
  };
}

window.servandaSearchEngine = { open };
