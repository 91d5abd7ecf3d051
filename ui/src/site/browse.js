// The browse page: facets with counts, a free filter, a table that can be sorted and downloaded.
import { csv, el, isInside, loadScript, offer, pageAddress } from "../shared/dom.js";
import { fold } from "../shared/fold.js";
import { language, t } from "../shared/words.js";
import { readState, writeState } from "./browse-state.js";

const ROWS = 50;
const VALUES = 12;
const MOST = 300; // letters of a name in the table
const textOf = (cell) => (cell && typeof cell === "object" ? cell.text : (cell ?? ""));
const cut = (text) => (text.length > MOST ? `${[...text].slice(0, MOST).join("")}…` : text);
const valueOf = (cell) => (cell && typeof cell === "object" ? (cell.value ?? cell.text) : cell);

export async function browse() {
  const place = document.querySelector("[data-browse]");
  if (!place) return;
  try {
    await loadScript(place.dataset.source);
    new Browse(place, window.servandaBrowse);
  } catch {
    place.prepend(el("p", { class: "warning", role: "status" }, t("ui-browse-failed")));
  }
}

class Browse {
  constructor(place, { columns, facets, rows }) {
    Object.assign(this, { columns, facets, place });
    this.rows = rows.map((row, number) => prepared(row, facets, number));
    this.ranks = new Map();
    this.draw();
    this.restore();
    window.addEventListener("popstate", () => this.restore());
  }

  draw() {
    this.filter = el("input", { id: "browse-filter", input: () => this.typed(), type: "search" });
    this.count = el("p", { "aria-live": "polite", class: "browse-count", role: "status" });
    this.clear = button(t("ui-browse-clear"), () => this.change({ q: "", chosen: {}, page: 1 }));
    this.boxes = this.facets.map((facet) => this.facet(facet));
    this.table = el("div", { class: "browse-scroll", tabindex: "0", role: "region" });
    this.table.setAttribute("aria-label", document.title);
    this.pager = el("nav", { "aria-label": t("ui-browse-pages"), class: "browse-pager" });
    // Where there is little room the facets are folded; elsewhere the style hides the handle.
    const open = matchMedia("(min-width: 46.01rem)").matches;
    this.place.replaceChildren(
      el("form", { class: "browse-facets", submit: (event) => event.preventDefault() },
        el("p", { class: "browse-free" },
          el("label", { for: "browse-filter" }, t("ui-browse-filter")), this.filter),
        el("details", { class: "browse-fold", open },
          el("summary", {}, t("ui-browse-facets")),
          ...this.boxes.map(({ element }) => element)),
        this.clear),
      el("div", { class: "browse-list" },
        el("div", { class: "browse-head" }, this.count,
          button(t("ui-browse-csv"), () => this.saveCsv()),
          button(t("ui-browse-json"), () => this.saveJson())),
        this.table, this.pager),
    );
    this.place.classList.add("browse");
  }

  facet(facet) {
    const values = new Map();
    const items = facet.values.map(({ label, value }) => {
      const change = ({ target }) => this.choose(facet.name, String(value), target.checked);
      const input = el("input", { change, type: "checkbox" });
      const count = el("span", { class: "browse-number" });
      const item = el("label", {}, input, " ", el("span", {}, label), " ", count);
      values.set(String(value), { count, input, item });
      return item;
    });
    const rest = items.slice(VALUES);
    const more = rest.length
      ? el("details", {}, el("summary", {}, t("ui-browse-more", { count: rest.length })), ...rest)
      : null;
    const legend = el("legend", {}, facet.title);
    return { element: el("fieldset", {}, legend, ...items.slice(0, VALUES), more), more, values };
  }

  restore() {
    this.state = readState(this.facets, this.columns);
    this.filter.value = this.state.q;
    for (const [number, facet] of this.facets.entries()) {
      const { more, values } = this.boxes[number];
      const chosen = this.state.chosen[facet.name];
      for (const [value, { input, item }] of values) {
        input.checked = chosen?.has(value) ?? false;
        if (input.checked && more?.contains(item)) more.open = true;
      }
    }
    this.update();
  }

  change(changes, replace = false) {
    Object.assign(this.state, changes);
    writeState(this.state, replace);
    this.restore();
  }

  typed() {
    this.state.q = this.filter.value;
    this.state.page = 1;
    writeState(this.state, true);
    this.update();
  }

  choose(name, value, on) {
    const chosen = new Set(this.state.chosen[name]);
    if (on) chosen.add(value);
    else chosen.delete(value);
    this.change({ chosen: { ...this.state.chosen, [name]: chosen }, page: 1 });
  }

  /** The rows that pass; and, for each facet, how many rows each value would leave. */
  select() {
    const words = fold(this.state.q).split(/\s+/).filter(Boolean);
    const chosen = this.facets.map(({ name }) => this.state.chosen[name]);
    const counts = this.facets.map(() => new Map());
    const found = [];
    for (const row of this.rows) {
      if (!words.every((word) => row.folded.includes(word))) continue;
      const failing = [];
      for (let at = 0; at < chosen.length && failing.length < 2; at += 1) {
        if (chosen[at]?.size && !row.values[at].some((value) => chosen[at].has(value))) {
          failing.push(at);
        }
      }
      if (failing.length === 0) found.push(row);
      if (failing.length < 2) {
        // A row that only one facet refuses would come back by a value of that facet.
        for (const at of failing.length ? failing : counts.keys()) {
          for (const value of row.values[at]) {
            counts[at].set(value, (counts[at].get(value) ?? 0) + 1);
          }
        }
      }
    }
    return { counts, found };
  }

  update() {
    const { counts, found } = this.select();
    this.found = this.sorted(found);
    this.boxes.forEach(({ values }, at) => {
      for (const [value, { count, input, item }] of values) {
        const number = counts[at].get(value) ?? 0;
        count.textContent = String(number);
        item.classList.toggle("empty", number === 0 && !input.checked);
      }
    });
    const said = { count: found.length, total: this.rows.length };
    this.count.textContent = found.length ? t("ui-browse-count", said) : t("ui-browse-none", said);
    this.clear.hidden = !this.state.q && Object.values(this.state.chosen).every((set) => !set.size);
    this.drawTable();
    this.drawPager();
  }

  sorted(found) {
    if (!this.state.sort) return found;
    const column = this.columns.findIndex(({ name }) => name === this.state.sort);
    const ranks = this.rank(column);
    const sign = this.state.down ? -1 : 1;
    // Rows without a value come last in both directions.
    const empty = (row) => (valueOf(row.cells[column]) ?? "") === "";
    return [...found].sort(
      (one, other) =>
        empty(one) - empty(other) ||
        (ranks[one.number] - ranks[other.number]) * sign ||
        one.number - other.number,
    );
  }

  /** The place of each row by a column, so that comparing texts is done once. */
  rank(column) {
    if (!this.ranks.has(column)) {
      const collator = new Intl.Collator(language(), { numeric: true });
      const isNumber = this.columns[column].kind === "number";
      const compare = isNumber
        ? (one, other) => Number(one) - Number(other)
        : (one, other) => collator.compare(one, other);
      const values = this.rows.map((row) => valueOf(row.cells[column]) ?? "");
      const order = [...new Set(values)].sort(compare);
      const place = new Map(order.map((value, number) => [value, number]));
      this.ranks.set(column, values.map((value) => place.get(value)));
    }
    return this.ranks.get(column);
  }

  drawTable() {
    const head = el("tr", {}, ...this.columns.map((column) => this.headCell(column)));
    const pages = Math.max(1, Math.ceil(this.found.length / ROWS));
    this.state.page = Math.min(this.state.page, pages);
    const first = (this.state.page - 1) * ROWS;
    const rows = this.found.slice(first, first + ROWS).map((row) => this.row(row));
    const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows));
    const column = this.focused();
    this.table.replaceChildren(table);
    // The button that was pressed is a new one now.
    if (column) table.querySelector(`button[data-column="${CSS.escape(column)}"]`)?.focus();
  }

  focused() {
    const active = document.activeElement;
    return this.table.contains(active) ? active.dataset.column : undefined;
  }

  headCell({ kind, name, title }) {
    const isSorted = this.state.sort === name;
    const sort = isSorted && !this.state.down ? { down: true } : { down: false };
    return el(
      "th",
      {
        "aria-sort": isSorted ? (this.state.down ? "descending" : "ascending") : null,
        class: kind === "number" ? "number" : null,
        scope: "col",
      },
      el(
        "button",
        {
          class: "sorter",
          click: () => this.change({ ...sort, page: 1, sort: name }),
          "data-column": name,
          title: t("ui-browse-sort", { column: title }),
          type: "button",
        },
        title,
      ),
    );
  }

  row({ cells, path, title }) {
    return el(
      "tr",
      {},
      ...this.columns.map(({ kind }, at) => {
        const lang = cells[at]?.lang ?? null;
        const attributes = { class: kind === "number" ? "number" : null, lang };
        const text = textOf(cells[at]) || (at === 0 ? title : "");
        if (at > 0) return el("td", attributes, String(text));
        const href = isInside(path) ? pageAddress(path) : null;
        // The link leads to the whole of it.
        const link = href && el("a", { href }, cut(String(text)));
        return el("th", { ...attributes, scope: "row" }, link ?? text);
      }),
    );
  }

  drawPager() {
    const pages = Math.ceil(this.found.length / ROWS);
    this.pager.hidden = pages < 2;
    const { page } = this.state;
    const go = (to) => () => {
      this.change({ page: to });
      this.table.scrollIntoView({ block: "start" });
      this.table.focus({ preventScroll: true });
    };
    const back = button(t("ui-browse-previous"), go(page - 1));
    const on = button(t("ui-browse-next"), go(page + 1));
    back.disabled = page <= 1;
    on.disabled = page >= pages;
    this.pager.replaceChildren(back, el("span", {}, t("ui-browse-page", { page, pages })), on);
  }

  saveCsv() {
    const head = this.columns.map(({ title }) => title);
    const rows = this.found.map((row) => this.columns.map((_, at) => textOf(row.cells[at])));
    offer(`${t("ui-browse-file")}.csv`, "text/csv;charset=utf-8", csv([head, ...rows]));
  }

  saveJson() {
    const list = this.found.map((row) =>
      Object.fromEntries([
        ...this.columns.map(({ name }, at) => [name, textOf(row.cells[at])]),
        ["page", new URL(pageAddress(row.path), location.href).href],
        ["values", row.given],
      ]),
    );
    const text = `${JSON.stringify(list, null, 2)}\n`;
    offer(`${t("ui-browse-file")}.json`, "application/json", text);
  }
}

const button = (text, click) => el("button", { click, type: "button" }, text);

function prepared({ cells, path, title, values = {} }, facets, number) {
  const lists = facets.map(({ name }) => [values[name] ?? []].flat().map(String));
  const labels = facets.flatMap((facet, at) =>
    facet.values.filter(({ value }) => lists[at].includes(String(value))).map(({ label }) => label),
  );
  const folded = fold([title, ...cells.map(textOf), ...labels].join("\n"));
  return { cells, folded, given: values, number, path, title, values: lists };
}
