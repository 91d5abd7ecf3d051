// The search box (ARIA 1.2 combobox with a grouped list) and the page of all results.
import { el, isInside, loadScript, pageAddress } from "../shared/dom.js";
import { language, learn, t } from "../shared/words.js";

const LISTED = 8;
const WHOLE = 200;

export function search(folder) {
  document.querySelectorAll("form[data-search]").forEach((form, number) => {
    const input = form.querySelector('input[type="search"]');
    if (input) new Box(folder, form, input, number);
  });
  const place = document.querySelector("[data-search-results]");
  if (place) results(folder, place);
}

let opened;
/** The documents and the engine over them, loaded once. */
function open(folder) {
  opened ??= Promise.all([
    loadScript(`${folder}search.js`),
    loadScript(`${folder}search/${language()}.js`),
  ]).then(
    async () => {
      const data = window.servandaSearch;
      learn(data.words);
      // Data never lead out of the site.
      data.documents = data.documents.filter(({ path }) => isInside(path));
      return { data, find: await window.servandaSearchEngine.open(data.documents) };
    },
    (error) => {
      opened = undefined;
      throw error;
    },
  );
  return opened;
}

/** The found documents by type: in the order that the data give, else that of the best hits. */
function grouped(data, numbers) {
  const groups = new Map(Object.keys(data.types ?? {}).map((type) => [type, []]));
  for (const number of numbers) {
    const found = data.documents[number];
    if (!groups.has(found.type)) groups.set(found.type, []);
    groups.get(found.type).push(found);
  }
  return [...groups].filter(([, found]) => found.length > 0);
}

class Box {
  constructor(folder, form, input, number) {
    Object.assign(this, { folder, form, input, options: [], active: -1 });
    this.id = `search-list-${number}`;
    this.list = el("div", { class: "search-list", hidden: true, id: this.id, role: "listbox" });
    this.status = el("p", { "aria-live": "polite", class: "vh", role: "status" });
    input.after(this.list, this.status);
    for (const [name, value] of Object.entries({
      "aria-autocomplete": "list",
      "aria-controls": this.id,
      "aria-expanded": "false",
      autocomplete: "off",
      role: "combobox",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("focus", () => open(folder).catch(() => {}), { once: true });
    input.addEventListener("input", () => this.look());
    input.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) this.close();
    });
  }

  async look() {
    const query = this.input.value.trim();
    if (!query) return this.close();
    try {
      const { data, find } = await open(this.folder);
      if (query === this.input.value.trim()) this.show(data, find(query), query);
    } catch {
      this.say(t("ui-search-failed"));
    }
  }

  show(data, numbers, query) {
    this.active = -1;
    this.options = [];
    this.input.removeAttribute("aria-activedescendant");
    this.list.setAttribute("aria-label", t("ui-search-list"));
    this.list.replaceChildren(
      ...grouped(data, numbers.slice(0, LISTED)).map(([type, found]) => this.group(data, type, found)),
    );
    if (numbers.length > LISTED) {
      const address = new URL(this.form.action, location.href);
      address.search = new URLSearchParams({ [this.input.name || "q"]: query });
      this.list.append(this.option(address.href, t("ui-search-all", { count: numbers.length }), "all"));
    }
    const said = numbers.length ? t("ui-search-count", { count: numbers.length }) : t("ui-search-none");
    this.say(said);
    if (!numbers.length) this.list.append(el("p", { class: "quiet" }, said));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  group(data, type, found) {
    const heading = data.types?.[type] ?? type;
    return el(
      "div",
      { "aria-label": heading, role: "group" },
      el("div", { "aria-hidden": "true", class: "search-type" }, heading),
      ...found.map((each) => this.option(pageAddress(each.path), each.title, "")),
    );
  }

  option(href, text, kind) {
    const id = `${this.id}-${this.options.length}`;
    // Focus stays in the field (ARIA combobox), so the links themselves take none.
    const link = el(
      "a",
      { "aria-selected": "false", class: kind, href, id, role: "option", tabindex: "-1" },
      text,
    );
    link.addEventListener("mousedown", (event) => event.preventDefault());
    this.options.push(link);
    return link;
  }

  key(event) {
    if (event.isComposing) return; // an input method still chooses its characters
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.options[this.active]) {
      event.preventDefault();
      this.options[this.active].click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.look();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  move(step) {
    const count = this.options.length;
    if (!count) return;
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    const chosen = this.options[this.active];
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", chosen.id);
  }

  say(text) {
    this.status.textContent = text;
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.say("");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

async function results(folder, place) {
  const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
  for (const input of document.querySelectorAll('form[data-search] input[type="search"]')) {
    input.value = query;
  }
  if (!query) return;
  try {
    const { data, find } = await open(folder);
    const numbers = find(query);
    const count = numbers.length;
    const said = count ? t("ui-search-count", { count }) : t("ui-search-none");
    place.replaceChildren(
      el("p", { role: "status" }, said),
      ...grouped(data, numbers.slice(0, WHOLE)).map(([type, found]) => section(data, type, found)),
    );
  } catch {
    place.replaceChildren(el("p", { role: "status" }, t("ui-search-failed")));
  }
}

function section(data, type, found) {
  const items = found.map(({ names = [], path, title }) =>
    el(
      "li",
      {},
      el("a", { href: pageAddress(path) }, title),
      names.length ? el("span", { class: "quiet" }, ` ${names.slice(0, 3).join(" · ")}`) : null,
    ),
  );
  const heading = el("h2", {}, data.types?.[type] ?? type);
  return el("section", { class: "search-group" }, heading, el("ul", {}, ...items));
}
