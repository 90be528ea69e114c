// The parts of the widget that are always there.
import { choiceButtons, icon, iconButton, make } from "./elements.js";
import { fill } from "./words.js";

// `about` is who is there to talk to: {name, agent, open, most}.
export function buildUi(about, { words, language, position, onIdea }) {
  const label = fill(words.chat, about);
  const thread = buildThread(about, words, onIdea);
  const badge = make("span", { class: "badge", "aria-hidden": "true", hidden: true });
  const launcher = make("button", {
    type: "button", class: "launcher", "aria-label": label, "aria-expanded": "false", "aria-controls": "panel",
  }, icon("chat", "when-closed"), icon("fold", "when-open"), badge);
  const close = iconButton("close", words.close);
  const composer = buildComposer(about, words);
  const panel = make("section", {
    id: "panel", class: "panel", role: "dialog", "aria-label": label, tabindex: "-1", hidden: true,
  }, buildHead(about, words, close), make("div", { class: "body" }, thread.scroll, thread.latest), composer.form);
  // Says how many messages came while the panel was closed.
  const unread = make("p", { class: "quiet", role: "status" });
  const root = make("div", {
    class: "root", lang: language, dir: language === "he" ? "rtl" : "ltr", "data-side": position || "",
  }, launcher, panel, unread);
  return { ...thread, ...composer, label, badge, launcher, close, panel, unread, root };
}

function buildHead(about, words, close) {
  const state = { true: words.open, false: words.closed, null: words.now }[about.open];
  const who = about.agent ? [make("bdi", {}, about.agent), " · ", state] : [state];
  return make("div", { class: "head" },
    make("span", { class: "mark", "aria-hidden": "true" }, [...about.name][0] || ""),
    make("div", { class: "who" },
      make("div", { class: "name" }, make("bdi", {}, about.name)), make("div", { class: "about" }, ...who)),
    close);
}

function buildThread(about, words, onIdea) {
  const ideas = words.ideas.map((title) => ({ id: "", title }));
  const welcome = make("div", { class: "welcome" },
    make("h2", { dir: "auto" }, fill(words.welcome, about)), make("p", {}, words.prompt),
    choiceButtons(ideas, words.choices, onIdea));
  // Not read out before the first answer of the server: what was said earlier is no news.
  const log = make("div", { class: "log", role: "log", "aria-live": "off", "aria-label": words.log });
  const draft = make("div", { class: "line draft is-agent", "aria-hidden": "true", hidden: true },
    make("div", { class: "bubble" }, make("p", { dir: "auto" })));
  const typing = make("div", { class: "typing", "aria-hidden": "true", hidden: true }, make("i"), make("i"), make("i"));
  const status = make("p", { class: "quiet", role: "status" });
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.log },
    make("div", { class: "column" }, welcome, log, draft, typing, status));
  const latest = iconButton("down", words.latest, { class: "round latest", hidden: true });
  return { welcome, log, draft, typing, status, scroll, latest };
}

function buildComposer(about, words) {
  const note = make("p", { class: "note", role: "alert" });
  const box = make("textarea", {
    rows: "1", maxlength: about.most, dir: "auto", autocomplete: "off", enterkeyhint: "send",
    placeholder: words.write, "aria-label": words.message,
  });
  const send = make("button", { class: "round", "aria-label": words.send }, icon("send", "directed"));
  const form = make("form", { class: "composer" }, note, make("div", { class: "row" }, box, send));
  return { note, box, form };
}
