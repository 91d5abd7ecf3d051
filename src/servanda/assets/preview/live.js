/* Reloads a page when what it shows has changed, and lists what is wrong with the files. */
(function () {
  "use strict";
  var here = Number(document.currentScript.dataset.generation);
  var language = (document.documentElement.lang || "en").split("-")[0];
  var place = "servanda-preview " + location.pathname;
  var stream = null;
  var closed = "";
  var last = null;

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  var panel = element("aside");
  var title = element("p", "title");
  var state = element("p", "quiet");
  var list = element("div");
  var button = element("button");
  panel.id = "servanda-preview";
  panel.hidden = true;
  state.setAttribute("role", "status");
  list.setAttribute("role", "alert");
  button.type = "button";
  button.addEventListener("click", function () {
    closed = JSON.stringify(last && last.items);
    show();
  });
  panel.append(title, state, list, button);
  document.body.append(panel);

  function item(each) {
    var line = element("li");
    if (each.place) line.append(element("code", "", each.place));
    line.append(element("span", "level-" + each.level, each.word), " ");
    var text = element("span", "", each.text);
    if (each.language) {
      text.lang = each.language;
      line.append(element("small", "quiet", "[" + each.language + "]"), " ");
    }
    line.append(text);
    return line;
  }

  function put(where, text) {
    if (where.textContent !== text) where.textContent = text;
    where.hidden = !text;
  }

  function show(lost) {
    var known = JSON.stringify(last.items);
    var open = last.items.length > 0 && known !== closed;
    panel.setAttribute("aria-label", last.label);
    panel.classList.toggle("has-errors", last.errors > 0 && open);
    put(title, open ? last.title : "");
    put(state, lost ? last.lost : last.checking);
    button.textContent = last.close;
    button.hidden = !open;
    if (list.dataset.shown !== (open ? known : "")) {
      list.dataset.shown = open ? known : "";
      var lines = element("ol");
      if (open) lines.append.apply(lines, last.items.map(item));
      if (open && last.more) lines.append(element("li", "quiet", last.more));
      list.replaceChildren.apply(list, open ? [lines] : []);
    }
    panel.hidden = !open && state.hidden;
  }

  function reload() {
    try {
      sessionStorage.setItem(place, JSON.stringify([scrollX, scrollY, closed]));
    } catch (error) { /* a page without storage starts at its top */ }
    location.reload();
  }

  function restore() {
    try {
      var kept = JSON.parse(sessionStorage.getItem(place));
      sessionStorage.removeItem(place);
      if (!kept) return;
      closed = kept[2];
      scrollTo({ left: kept[0], top: kept[1], behavior: "instant" });
    } catch (error) { /* see above */ }
  }

  function listen() {
    stream = new EventSource("/_preview/events?language=" + encodeURIComponent(language));
    stream.onmessage = function (event) {
      last = JSON.parse(event.data);
      if (last.generation !== here) reload();
      else show();
    };
    stream.onerror = function () { if (last) show(true); };
  }

  /* A browser opens few connections to one server: a page that nobody sees takes none. */
  document.addEventListener("visibilitychange", function () {
    if (stream) stream.close();
    stream = null;
    if (!document.hidden) listen();
  });
  addEventListener("pagehide", function () { if (stream) stream.close(); });
  addEventListener("pageshow", function (event) { if (event.persisted) listen(); });
  restore();
  if (!document.hidden) listen();
})();
