// The SPARQL page: editor, examples, where to ask, and the answer in several views.
import "@zazuko/yasgui/build/yasgui.min.css";
import "./sparql.css";
import { el, loadScript } from "../shared/dom.js";
import { readWords, t } from "../shared/words.js";
import { Page } from "./page.js";

const folder = new URL(".", document.currentScript.src).href;

async function start() {
  const place = document.querySelector("[data-sparql]");
  if (!place) return;
  readWords();
  const { config, land } = place.dataset;
  try {
    await loadScript(config);
  } catch {
    place.prepend(el("p", { class: "warning", role: "status" }, t("ui-sparql-no-settings")));
    return;
  }
  // Without land the map shows its grid alone.
  if (land) await loadScript(land).catch(() => {});
  new Page(place, window.servandaSparql, folder);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
