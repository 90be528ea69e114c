// How the widget looks. Nothing of the host page reaches it, and nothing of it reaches the page.

// `!important` inside a shadow root wins over everything that the host page says about its elements.
// Sizes are in em of the browser's own text size: the page's `html { font-size }` does not count.
const STYLES = `
  :host { all: initial !important; }
  @media print { :host { display: none !important; } }
  *, ::before, ::after { box-sizing: border-box; }
  p, h2 { margin: 0; font: inherit; }
  [hidden] { display: none !important; }
  button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  button { cursor: pointer; }
  svg { inline-size: 1.5em; block-size: 1.5em; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  [dir="rtl"] .directed { transform: scaleX(-1); }
  .quiet { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  :focus-visible { outline: 3px solid var(--ring); outline-offset: 2px; }

  .root {
    --surface: #fff; --canvas: #f5f7f6; --sunken: #edf2ef; --line: #dde5e1; --control: #82938b; --text: #12201a; --muted: #50625a;
    --staff: #e8effe; --danger: #b42318; --ring: #047857; --shade: rgb(16 40 30 / 22%);
    position: fixed; z-index: 2147483000; inline-size: 0; block-size: 0; color-scheme: light; color: var(--text);
    font: 1em/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Hebrew", "Arial Hebrew", Arial, sans-serif;
    text-align: start; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
  }
  @media (prefers-color-scheme: dark) {
    .root {
      --surface: #141c19; --canvas: #0c1210; --sunken: #1f2a26; --line: #2a3733; --control: #64786f; --text: #e7efeb; --muted: #9fb2aa;
      --staff: #1b2b4d; --danger: #fda29b; --ring: #34d399; --shade: rgb(0 0 0 / 60%); color-scheme: dark;
    }
  }

  .launcher {
    position: fixed; inset-block-end: calc(20px + env(safe-area-inset-bottom)); inset-inline-end: 20px;
    display: grid; place-items: center; inline-size: 3.5em; block-size: 3.5em; padding: 0; border: 0; border-radius: 50%;
    background: var(--accent); color: var(--on-accent); box-shadow: 0 4px 16px var(--shade);
  }
  .launcher:focus-visible { outline-offset: 3px; }
  .launcher svg { inline-size: 1.7em; block-size: 1.7em; }
  [data-open] .when-closed, .root:not([data-open]) .when-open { display: none; }
  .badge {
    position: absolute; inset-block-start: -0.2em; inset-inline-end: -0.2em; min-inline-size: 1.7em; padding-inline: 0.4em;
    border: 2px solid var(--surface); border-radius: 99px; background: #b42318; color: #fff; font-size: 0.8em; font-weight: 700; line-height: 1.5; text-align: center;
  }

  .panel {
    position: fixed; inset-block-end: calc(20px + 4.5em + env(safe-area-inset-bottom)); inset-inline-end: 20px;
    display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr); inline-size: min(24em, 100vw - 40px); block-size: min(38em, 100dvh - 40px - 4.5em);
    border: 1px solid var(--line); border-radius: 1.1em; background: var(--surface); overflow: hidden; box-shadow: 0 12px 40px -8px var(--shade);
  }
  .panel:focus { outline: none; }
  [data-side="left"] :is(.launcher, .panel) { left: 20px; right: auto; }
  [data-side="right"] :is(.launcher, .panel) { left: auto; right: 20px; }

  .head { display: flex; align-items: center; gap: 0.75em; padding: 0.75em; padding-inline-start: 1em; border-block-end: 1px solid var(--line); }
  .mark { display: grid; place-items: center; flex: none; inline-size: 2.4em; block-size: 2.4em; border-radius: 0.75em; background: var(--accent); color: var(--on-accent); font-weight: 700; }
  .who { flex: 1; min-inline-size: 0; line-height: 1.3; }
  .who > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .name { font-weight: 650; }
  .about { color: var(--muted); font-size: 0.8125em; }
  .round { display: grid; place-items: center; flex: none; inline-size: 2.75em; block-size: 2.75em; padding: 0; border: 0; border-radius: 50%; background: none; }
  .round:hover { background: var(--sunken); }

  .body { position: relative; display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); min-block-size: 0; }
  .scroll { min-block-size: 0; padding: 1em; overflow-y: auto; overscroll-behavior: contain; background: var(--canvas); }
  .scroll:focus-visible { outline-offset: -3px; }
  .column { display: flex; flex-direction: column; min-block-size: 100%; }
  .welcome { margin-block: auto; padding-block: 1em; text-align: center; }
  .welcome h2 { margin-block-end: 0.3em; font-size: 1.125em; font-weight: 650; }
  .welcome > p { max-inline-size: 30ch; margin-inline: auto; color: var(--muted); }
  .log { display: flex; flex-direction: column; gap: 0.3em; margin-block-start: auto; }
  .line { display: flex; flex-direction: column; align-items: flex-start; }
  .line.is-customer { align-items: flex-end; }
  .by { padding-inline: 0.3em; color: var(--muted); font-size: 0.75em; font-weight: 600; }
  .bubble { max-inline-size: 86%; padding: 0.5em 0.85em; border: 1px solid var(--line); border-radius: 1.1em; border-end-start-radius: 0.3em; background: var(--surface); }
  .bubble > p { white-space: pre-wrap; unicode-bidi: plaintext; text-align: start; }
  .bubble a { color: inherit; text-underline-offset: 0.2em; }
  .is-customer > .bubble { border-color: transparent; border-end-start-radius: 1.1em; border-end-end-radius: 0.3em; background: var(--accent); color: var(--on-accent); }
  .is-customer > .bubble :focus-visible { outline-color: currentcolor; }
  .is-staff > .bubble { border-color: transparent; background: var(--staff); }
  .picture { display: block; margin-block: 0.3em; }
  .picture img { display: block; max-inline-size: 100%; max-block-size: 14em; border-radius: 0.6em; background: var(--sunken); }
  .meta { display: flex; gap: 0.5em; padding: 0.1em 0.3em 0.4em; color: var(--muted); font-size: 0.75em; }
  .is-failed > .meta > .state { color: var(--danger); font-weight: 600; }
  .retry { min-block-size: 2em; padding: 0; border: 0; background: none; text-decoration: underline; }
  .choices { display: flex; flex-wrap: wrap; gap: 0.5em; margin-block: 0.3em 0.5em; }
  .welcome .choices { justify-content: center; margin-block-start: 1.25em; }
  .choices button { min-block-size: 2.5em; padding: 0.3em 0.9em; border: 1px solid var(--control); border-radius: 1.25em; background: var(--surface); font-size: 0.9em; font-weight: 600; text-align: start; }
  .choices button:hover { background: var(--sunken); }
  .typing { display: flex; gap: 0.3em; inline-size: fit-content; margin-block-start: 0.5em; padding: 0.8em 0.9em; border: 1px solid var(--line); border-radius: 1.1em; border-end-start-radius: 0.3em; background: var(--surface); }
  .typing i { inline-size: 0.45em; block-size: 0.45em; border-radius: 50%; background: var(--muted); }
  .draft { margin-block-start: 0.3em; }
  .draft p::after { content: ""; display: inline-block; inline-size: 0.5ch; block-size: 1em; margin-inline-start: 0.15ch; vertical-align: -0.15em; border-radius: 2px; background: var(--ring); }
  .latest { position: absolute; inset-block-end: 0.75em; inset-inline-end: 0.75em; border: 1px solid var(--line); background: var(--surface); box-shadow: 0 2px 8px var(--shade); }

  .composer { padding: 0.75em; padding-block-end: calc(0.75em + env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); }
  .row { display: flex; align-items: flex-end; gap: 0.5em; }
  textarea { flex: 1; min-inline-size: 0; min-block-size: 2.75em; max-block-size: 8em; margin: 0; padding: 0.55em 1em; border: 1px solid var(--control); border-radius: 1.4em; background: var(--surface); line-height: 1.5; resize: none; field-sizing: content; }
  textarea:focus-visible { outline-width: 2px; outline-offset: -1px; }
  [dir="rtl"] textarea:placeholder-shown { direction: rtl; }
  textarea::placeholder { color: var(--muted); opacity: 1; }
  .row .round { background: var(--accent); color: var(--on-accent); }
  .note { padding-block-end: 0.5em; color: var(--danger); font-size: 0.8125em; font-weight: 600; }
  .note:empty { display: none; }

  @media (max-width: 480px), (max-height: 480px) {
    .root[data-open] .launcher { display: none; }
    .root .panel { inset: 0; inset-block-start: var(--top, 0); inline-size: 100vw; block-size: var(--seen, 100dvh); border: 0; border-radius: 0; }
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel, .line.is-new { animation: arrive 180ms ease-out; }
    .launcher { transition: transform 120ms; }
    .launcher:hover { transform: scale(1.05); }
    .typing i { animation: breathe 1.2s infinite ease-in-out; }
    .typing i:nth-child(2) { animation-delay: 150ms; }
    .typing i:nth-child(3) { animation-delay: 300ms; }
    @keyframes arrive { from { opacity: 0; transform: translateY(6px); } }
    @keyframes breathe { 0%, 60%, 100% { opacity: 0.3; } 30% { opacity: 1; } }
  }
  @media (forced-colors: active) { .launcher, .bubble, .round, .badge { border: 1px solid !important; } }
`;

const USUAL_COLOR = "#047857";

// The shop's own colour (#rrggbb), and black or white on it: whichever can be read better.
function accentStyles(color) {
  const accent = /^#[0-9a-f]{6}$/i.test(color) ? color : USUAL_COLOR;
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(accent.slice(at, at + 2), 16) / 255) ** 2.2);
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18;
  return `.root { --accent: ${accent}; --on-accent: ${isLight ? "#000" : "#fff"}; }`;
}

// Style sheets made by a script are no inline styles: a strict policy of the host page lets them be.
export function dress(shadow, color) {
  const text = STYLES + accentStyles(color);
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = text;
    shadow.append(style);
  }
}
