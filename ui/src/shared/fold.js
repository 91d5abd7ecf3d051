// How words are compared: without accents and case, Chinese also by its characters and pairs.

/** A text without accents, in lower case. */
export const fold = (text) =>
  String(text)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae");

const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const OTHER = /[\p{L}\p{N}]+/gu;

/** The terms of a text, folded. */
export function terms(text) {
  const folded = fold(text);
  const found = [];
  for (const [run] of folded.matchAll(HAN)) found.push(...hanTerms(run));
  for (const [word] of folded.replace(HAN, " ").matchAll(OTHER)) found.push(word);
  return found;
}

/** The terms that what is found must have, and those that put it higher: pairs need not be there. */
export function wanted(query) {
  const all = terms(query);
  const isMust = (term) => [...term].length === 1 || !term.match(HAN);
  return { may: all.filter((term) => !isMust(term)), must: all.filter(isMust) };
}

function hanTerms(run) {
  const characters = [...run];
  const found = new Set(characters);
  for (let at = 0; at + 1 < characters.length; at += 1) {
    found.add(characters[at] + characters[at + 1]);
  }
  if (globalThis.Intl?.Segmenter) {
    segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
    for (const { segment } of segmenter.segment(run)) found.add(segment);
  }
  return found;
}
let segmenter;
