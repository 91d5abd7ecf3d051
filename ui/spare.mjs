// Leave out of YASGUI what this site does not use: its lists of other people's prefixes, its
// requests to Linked Open Vocabularies, and code that evaluates text.
import { readFileSync } from "node:fs";

const CHANGES = [
  // Of the stock completers only that of variables stays; ours are in src/sparql/complete.js.
  [/completers = \[\s*conf\$3,\s*conf\$2,\s*conf\$1,\s*conf\s*\]/, "completers = [conf$3]"],
  [/endpoint: "https:\/\/(?:dbpedia|query\.wikidata)\.org\/[^"]*"/g, 'endpoint: ""'],
  [/ \|\| Function\("return this"\)\(\)/g, ""],
  [/j = eval\("\(" \+ text \+ "\)"\)/, "j = null"],
];

/** An esbuild plugin. The build fails if a new version of YASGUI has none of these places. */
export const spareYasgui = {
  name: "spare-yasgui",
  setup(builder) {
    builder.onLoad({ filter: /yasgui\.esm\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, "utf8");
      for (const [place, replacement] of CHANGES) {
        const changed = contents.replace(place, replacement);
        if (changed === contents) return { errors: [{ text: `YASGUI has no ${place}` }] };
        contents = changed;
      }
      return { contents, loader: "js" };
    });
  },
};
