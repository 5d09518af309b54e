// How the reader likes the pages: colours, names of months, digits. It runs before anything is drawn, so that no
// page flashes. The choices are kept in the browser's own storage, never in a cookie; where it keeps nothing,
// they hold while the page is open. Months and digits are written by the server: a page whose address does not
// say how is asked for again in the reader's way, and its links carry that on.
(function () {
  "use strict";

  const page = document.documentElement;
  const NOTATION = ["months", "digits"];

  function kept(name) {
    try { return localStorage.getItem(`astana-${name}`) || ""; } catch { return ""; }
  }
  function keep(name, value) {
    try {
      if (value) localStorage.setItem(`astana-${name}`, value);
      else localStorage.removeItem(`astana-${name}`);
    } catch { /* it holds while the page is open */ }
  }

  // Colours

  function show(theme) {
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
    else delete page.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (page.dataset.theme || "")));
    }
  }
  show(kept("theme"));

  // Months and digits

  function inReadersNotation() {
    if (!document.querySelector("[data-keep]")) return; // a language, or a page, without a choice
    const address = new URL(location.href);
    for (const name of NOTATION) {
      const way = document.querySelector(`[data-keep="${name}"][data-value="${CSS.escape(kept(name))}"]`);
      if (way && !way.hasAttribute("aria-current") && !address.searchParams.has(name)) {
        address.searchParams.set(name, kept(name));
      }
    }
    if (address.href !== location.href) location.replace(address);
  }

  document.addEventListener("DOMContentLoaded", () => {
    show(page.dataset.theme);
    inReadersNotation();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) {
      keep("theme", button.dataset.themeChoice);
      show(button.dataset.themeChoice);
    }
    const way = event.target.closest("[data-keep]");
    if (way) keep(way.dataset.keep, way.dataset.value);
  });
  // Chosen on another page that is open
  addEventListener("storage", (event) => {
    if (event.key === "astana-theme") show(event.newValue);
  });
  // What htmx brings anew
  document.addEventListener("htmx:afterSettle", () => show(page.dataset.theme));
})();
