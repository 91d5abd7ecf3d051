// What every page loads. The page is whole without it.
import { readWords } from "../shared/words.js";
import { browse } from "./browse.js";
import { search } from "./search.js";
import { touches } from "./touches.js";

const folder = new URL(".", document.currentScript.src).href;

function start() {
  readWords();
  touches();
  search(folder);
  browse();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
