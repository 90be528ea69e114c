// Loaded in the head without `defer`: the stored choice must be there before the first paint.
(() => {
  const KEY = "salesdesk-theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  const read = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (value) => { try { localStorage.setItem(KEY, value); } catch { /* private windows */ } };
  const current = () => root.dataset.theme || (dark.matches ? "dark" : "light");

  const stored = read();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;

  const show = (button) => button.setAttribute("aria-pressed", String(current() === "dark"));
  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("[data-theme-switch]");
    buttons.forEach((button) => {
      button.hidden = false;
      show(button);
      button.addEventListener("click", () => {
        root.dataset.theme = current() === "dark" ? "light" : "dark";
        keep(root.dataset.theme);
        buttons.forEach(show);
      });
    });
    dark.addEventListener("change", () => buttons.forEach(show));
  });
})();
