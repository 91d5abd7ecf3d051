// Where to ask: this page or an endpoint; and whether the dump may be loaded.
import { el, webAddress } from "../shared/dom.js";
import { shown, t } from "../shared/words.js";

// See README.md for what was measured.
const ASK_FROM = 40e6;
const TOO_LARGE = 300e6;

export class Target {
  #agreed = false;

  /** `has` says which dumps the page gives; without any, only endpoints can be asked. */
  constructor(settings, has, endpoint) {
    this.settings = settings;
    this.has = has;
    const away = Boolean(endpoint) || !has.dump;
    this.here = el("input", { checked: !away, disabled: !has.dump, name: "where", type: "radio" });
    this.there = el("input", { checked: away, name: "where", type: "radio" });
    this.address = el("input", {
      "aria-label": t("ui-sparql-endpoint"),
      focus: () => { this.there.checked = true; },
      list: "sparql-endpoints",
      placeholder: "https://…",
      spellcheck: "false",
      type: "url",
      value: endpoint,
    });
    const known = (settings.endpoints ?? []).map((value) => el("option", { value }));
    // As for `servanda query`, which always sees them.
    this.inferred = el("input", { checked: true, type: "checkbox" });
    const withInferred = el("label", {}, this.inferred, ` ${t("ui-sparql-inferred")}`);
    this.element = el("fieldset", { class: "sparql-target" },
      el("legend", {}, t("ui-sparql-where")),
      el("label", {}, this.here, ` ${t("ui-sparql-here-page")}`),
      has.inferred ? withInferred : null,
      el("span", { class: "sparql-there" },
        el("label", {}, this.there, ` ${t("ui-sparql-endpoint")}`), this.address,
        el("datalist", { id: "sparql-endpoints" }, ...known)));
  }

  /** The address to ask; "" for this page. */
  get endpoint() {
    return this.there.checked ? (webAddress(this.address.value.trim()) ?? "") : "";
  }

  set endpoint(address) {
    this.there.checked = true;
    this.address.value = address;
  }

  /** The dumps that are wanted in the page. */
  get names() {
    return this.has.inferred && this.inferred.checked ? ["dump", "inferred"] : ["dump"];
  }

  /** Whether a query may run: an address is whole, a large dump has been agreed to. */
  async agree(status) {
    if (this.there.checked) {
      if (this.endpoint) return true;
      status.textContent = t("ui-sparql-no-address");
      this.address.focus();
      return false;
    }
    const bytes = this.names.reduce((sum, name) => sum + (this.settings[name]?.bytes ?? 0), 0);
    const size = shown(Math.round(bytes / 1e6));
    if (bytes > TOO_LARGE) {
      status.textContent = t("ui-sparql-too-large", { size });
      return false;
    }
    if (bytes > ASK_FROM && !this.#agreed) this.#agreed = await asked(status, size);
    return bytes <= ASK_FROM || this.#agreed;
  }
}

function asked(status, size) {
  return new Promise((resolve) => {
    const answer = (key, value) =>
      el("button", { click: () => { status.textContent = ""; resolve(value); }, type: "button" }, t(key));
    const yes = answer("ui-sparql-load", true);
    status.replaceChildren(t("ui-sparql-large", { size }), " ", yes, " ", answer("ui-sparql-not", false));
    yes.focus();
  });
}
