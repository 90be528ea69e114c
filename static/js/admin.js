// The admin's pages (django-unfold) for Alpine's CSP build, which reads expressions itself instead of compiling them:
// it knows no globals and no statements. Functions that pages call are registered; what it cannot read is said anew.
const SAID_ANEW = [
  ["[x-on\\:click^='sidebarDesktopOpen =']", "x-on:click", "sidebarDesktopOpen = !sidebarDesktopOpen"],
  ["#nav-filter", "x-on:focus", "begin()"],
  ["#nav-filter", "x-on:keydown.escape.prevent", "leave()"],
  ["#search-input-command", "x-on:keydown.enter.prevent", "$event.metaKey || $event.ctrlKey || selectItem(false)"],
  ["#content-main > form", "x-bind:action", "address"],
  ["[x-on\\:click\\.prevent^='window.location.href =']", "x-on:click.prevent", "turnTo($el.href)"],
  // A style as text would be an attribute, which the policy forbids.
  ["#changelist-actions", "x-bind:style", "{ width: changeListWidth + 'px' }"],
];

/** The whole page: its tab, which its forms come back to, and its side. */
function page(tab = "") {
  return {
    activeTab: getCurrentTab() || tab,
    sidebarMobileOpen: false,
    sidebarDesktopOpen: localStorage.getItem("sidebarDesktopOpen") !== "0",
    init() {
      this.$watch("sidebarDesktopOpen", (open) => localStorage.setItem("sidebarDesktopOpen", open ? "1" : "0"));
    },
    get address() {
      const isFirst = !this.activeTab || this.activeTab === "general";
      return location.pathname + location.search + (isFirst ? "" : `#${this.activeTab}`);
    },
    turnTo(address) { location.href = address + location.hash; },
  };
}

/** django-unfold's own, with its longer answers to keys in words, and its keys looking for what the results are. */
function sideSearch() {
  const links = () => document.querySelectorAll("#search-results a");
  return {
    ...searchDropdown(),
    maxItem() { return links().length; },
    selectItem() { links()[Math.max(this.currentIndex - 1, 0)]?.click(); },
    begin() {
      this.openSearchResults = true;
      this.currentIndex = 0;
    },
    leave() {
      const field = this.$refs.searchInput;
      this.openSearchResults = false;
      if (field.value) field.value = "";
      else field.blur();
    },
  };
}

document.addEventListener("alpine:init", () => {
  const components = { theme, searchForm, searchCommand, page, searchDropdown: sideSearch };
  Object.entries(components).forEach(([name, component]) => Alpine.data(name, component));
  for (const [place, attribute, words] of SAID_ANEW) {
    document.querySelectorAll(place).forEach((element) => element.setAttribute(attribute, words));
  }
});

// The page is hidden until it works, and what is hidden takes no focus: a field that asked for it too early gets it now.
document.addEventListener("alpine:initialized", () => queueMicrotask(() => {
  if (document.activeElement === document.body) firstField()?.focus();
}));

function firstField() {
  const fields = document.querySelectorAll("form:has([data-model-name]) :is(input, select, textarea)");
  return document.querySelector("[autofocus]") ?? [...fields].find((field) => field.offsetParent && !field.disabled);
}
