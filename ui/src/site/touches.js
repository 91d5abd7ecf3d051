// Small things: copy buttons, tables that can be sorted, details that open for a link.
import { el } from "../shared/dom.js";
import { language } from "../shared/words.js";

export function touches(page = document) {
  for (const button of page.querySelectorAll("[data-copy], [data-copy-from]")) copyButton(button);
  for (const table of page.querySelectorAll("table[data-sort]")) sortable(table);
  openTarget();
  window.addEventListener("hashchange", openTarget);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePopovers();
  });
}

function copyButton(button) {
  button.hidden = false;
  const label = button.textContent;
  let timer;
  button.addEventListener("click", async () => {
    const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    if (!(await copy(from ? from.textContent : (button.dataset.copy ?? "")))) return;
    button.textContent = button.dataset.copied || label;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

/** Put a text on the clipboard; says whether that went well. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages on plain http have no clipboard of their own; the old way needs a selected field.
    const field = el("textarea", { "aria-hidden": "true", class: "vh", readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function openTarget() {
  let target;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return; // a faulty escape in the address
  }
  if (!target) return;
  let closed = false;
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === "DETAILS" && !at.open) closed = at.open = true;
  }
  if (closed) target.scrollIntoView();
}

function closePopovers() {
  for (const open of document.querySelectorAll("details[data-popover][open]")) {
    const inside = open.contains(document.activeElement);
    open.open = false;
    if (inside) open.querySelector("summary")?.focus();
  }
}

function sortable(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, column) => {
    const button = el("button", { class: "sorter", type: "button" }, ...head.childNodes);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      // The order of a language takes long to load; few readers ask for it.
      const collator = new Intl.Collator(language(), { numeric: true });
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      for (const body of table.tBodies) {
        const rows = [...body.rows].map((row) => [valueOf(row.cells[column]), row]);
        rows.sort(([one], [other]) => collator.compare(one, other) * (down ? -1 : 1));
        body.append(...rows.map(([, row]) => row));
      }
    });
  });
}

const valueOf = (cell) => cell?.dataset.value ?? cell?.textContent.trim() ?? "";
