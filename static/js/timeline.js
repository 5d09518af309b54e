// The dashboard's timeline: what its marks stand for opens in the panel beside it through htmx, and what the
// address names within the page is shown and takes the focus; Escape leads from the panel back to what opened it.
// Without this the marks are plain links.
(function () {
  "use strict";

  const results = () => document.getElementById("results");
  // How to find what was followed last, and what opened the panel
  let followed = "";
  let opener = "";

  // Links of HTML are boosted by htmx itself; it does not know those of an SVG.
  function open(href) {
    const address = new URL(href, document.baseURI);
    const path = address.pathname + address.search + address.hash;
    const opened = htmx.ajax("GET", path, { source: results(), target: "#results", swap: "outerHTML show:none", push: path });
    opened.catch(() => {}); // lines.js says what was lost
  }

  function reach(hash) {
    const target = document.getElementById(decodeURIComponent(hash.replace("#", "")));
    if (!target) return;
    const around = target.closest("details");
    if (around) around.open = true;
    document.querySelectorAll(".reached").forEach((element) => element.classList.remove("reached"));
    if (around && target.tagName === "DIV") target.classList.add("reached");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.top > innerHeight * 0.7) target.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest("#results svg.timeline a");
    if (!link || !isPlain) return;
    event.preventDefault();
    followed = `svg.timeline a[data-key="${CSS.escape(link.dataset.key)}"]`;
    open(link.getAttribute("href"));
  });
  document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
    if (!elt.matches("#results a[href*='#']")) return;
    followed = elt.closest("#panel") ? opener : `#results a[href="${CSS.escape(elt.getAttribute("href"))}"]`;
  });

  function goBack() {
    const isSelected = "svg.timeline a.selected, .intervals .selected";
    for (const selector of [opener, isSelected].filter(Boolean)) {
      for (const link of document.querySelectorAll(selector)) {
        if (link.closest("#panel")) continue;
        const around = link.closest("details");
        if (around) around.open = true;
        link.focus();
        if (document.activeElement === link) return;
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !event.target.closest("#panel")) return;
    event.preventDefault();
    goBack();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" && !event.target.querySelector("#results")) return;
    const anchor = event.detail.pathInfo && event.detail.pathInfo.anchor;
    if (!anchor) return;
    reach(anchor);
    if (document.activeElement.closest("#panel")) opener = followed;
  });
  document.addEventListener("DOMContentLoaded", () => {
    if (location.hash) reach(location.hash);
    addEventListener("hashchange", () => reach(location.hash));
  });
})();
