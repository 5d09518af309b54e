// Lists that htmx filters, on every page that has one: the form follows the address, and going back works.
(function () {
  "use strict";

  // We keep nothing in a reader's browser. htmx, which runs after this, would note each address there.
  Object.defineProperty(window, "sessionStorage", { value: null });

  let restoring = null; // the request of htmx for what the reader goes back to

  // The form stands outside what htmx swaps, so that typing is never interrupted: it follows the address,
  // which links change, too.
  function followAddress() {
    const form = document.getElementById("filters");
    if (!form) return;
    const asked = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field === document.activeElement) continue;
      const value = asked.get(field.name) || "";
      if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value);
      // An address may ask for a month or a year: the field keeps the day that the server made of it.
      else if (field.type !== "date" || !value || value.length === 10) field.value = value;
      // A choice that cannot be empty is what the server chose.
      if (field.selectedIndex === -1) {
        field.selectedIndex = Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
      }
    }
  }

  // What a change brought is said once, by the one live region of the page. It stands in elements with `data-said`,
  // which names what it tells of: of each, the first that has words is said if it is not what stood there before.
  // A page of the list is no news beside another list. `data-of` tells apart what has the same words.
  let known = new Map();

  function words() {
    const found = new Map();
    for (const element of document.querySelectorAll("[data-said]")) {
      const text = element.textContent.trim().replace(/\s+/g, " ");
      const { said, of = "" } = element.dataset;
      if (text && !found.has(said)) found.set(said, { text, of });
    }
    return found;
  }

  function say() {
    const now = words();
    const isNew = (told) => now.has(told) && JSON.stringify(now.get(told)) !== JSON.stringify(known.get(told));
    const news = [...now.keys()].filter((told) => isNew(told) && !(told.startsWith("page of") && isNew("count")));
    const sentences = news.map((told) => {
      const sentence = document.createElement("p");
      sentence.textContent = now.get(told).text;
      return sentence;
    });
    known = now;
    // A region that came with the page itself is not listened to at once.
    if (sentences.length) setTimeout(() => document.getElementById("said").replaceChildren(...sentences), 100);
  }

  // The focus stays where it was; where that is gone with what was replaced, it goes to what the link asked for, or
  // to the same link or mark in the new list, else to the list.
  let held = null; // what had the focus before

  function hold() {
    held = document.activeElement === document.body ? null : document.activeElement;
  }

  function keepFocus(anchor) {
    if (!held || document.activeElement !== document.body) return;
    const isSeen = (element) => element.getClientRects().length > 0;
    const asked = anchor && document.getElementById(anchor);
    if (asked && !isSeen(asked)) return; // folded away: timeline.js opens it
    const { key } = held.dataset;
    const isPanel = held.closest("#panel");
    const again = [
      asked && `#${CSS.escape(anchor)}`,
      key && `svg a[data-key="${CSS.escape(key)}"]`,
      isPanel && "svg.timeline a[tabindex='0']",
      held.id && `#${CSS.escape(held.id)}`,
      held.matches("a[href]") && `#results a[href="${CSS.escape(held.getAttribute("href"))}"]`,
      "#decisions",
      "#results",
    ].filter(Boolean).flatMap((selector) => [...document.querySelectorAll(selector)]);
    const target = again.find(isSeen);
    if (!target) return;
    if (!target.matches("a, button, input, select, summary")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    held = null;
  }

  document.addEventListener("DOMContentLoaded", () => { known = words(); });
  document.addEventListener("htmx:beforeRequest", () => {
    const region = document.getElementById("said");
    if (region) region.replaceChildren();
  });
  document.addEventListener("htmx:beforeSwap", hold);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" && !event.target.querySelector("#results")) return;
    followAddress();
    say();
    keepFocus(event.detail.pathInfo && event.detail.pathInfo.anchor);
  });
  document.addEventListener("htmx:historyCacheMiss", hold);
  document.addEventListener("htmx:historyRestore", () => {
    say();
    keepFocus();
  });
  // Who goes back twice in a hurry sees the answer to the second step, whichever comes first.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    if (restoring) restoring.abort();
    restoring = event.detail.xhr;
  });
  // A page that names a bad filter answers 400, which htmx does not put back: the browser fetches it whole.
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
})();
