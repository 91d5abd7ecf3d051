// The editor: YASGUI's Yasqe, with the words and the terms of this dataset.
import { Yasgui } from "@zazuko/yasgui";
import { t } from "../shared/words.js";
import { completers } from "./complete.js";

export class Editor {
  constructor(place, settings, links, run) {
    const { Yasqe } = Yasgui;
    const { ask, names } = completers(Yasqe, settings, links);
    this.yasqe = new Yasqe(place, {
      autocompleters: names,
      consumeShareLink: null,
      createShareableLink: null,
      editorHeight: "22rem",
      extraKeys: {
        "Cmd-Enter": run,
        "Ctrl-Enter": run,
        "Ctrl-S": () => {},
        "Ctrl-Space": ask,
        // The keyboard must get out of the editor as it came in.
        "Shift-Tab": false,
        Tab: false,
      },
      highlightSelectionMatches: false,
      persistenceId: null,
      resizeable: false,
      showQueryButton: false,
    });
    const field = this.yasqe.getInputField();
    field.setAttribute("aria-label", t("ui-sparql-editor"));
    this.yasqe.refresh();
  }

  get text() {
    return this.yasqe.getValue();
  }

  set text(text) {
    this.yasqe.setValue(text);
  }

  /** SELECT, ASK, CONSTRUCT or DESCRIBE. */
  get form() {
    return String(this.yasqe.getQueryType() ?? "SELECT").toUpperCase();
  }

  focus() {
    this.yasqe.focus();
  }
}
