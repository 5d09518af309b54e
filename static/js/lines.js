// Slow lines and lost ones. What takes longer than a blink is shown to be under way (the style sheet waits 200 ms);
// what did not come is said in words, beside what can be done; and a page that was visited opens again without a
// line: service-worker.js keeps it, unless the reader wants nothing kept. The words stand in the page.
(function () {
  "use strict";

  const page = document.documentElement;
  const { worker } = document.currentScript.dataset; // its address; previews have none
  const box = (id) => document.getElementById(id);
  const showReason = (said, why) => {
    for (const words of said.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
  };

  // Under way

  const SOON = 1000; // milliseconds in which most answers come: until then nothing is spoken
  let underWay = 0;
  let speaking = null;

  function count(change) {
    underWay = Math.max(0, underWay + change);
    page.classList.toggle("under-way", underWay > 0);
    clearTimeout(speaking);
    if (underWay) speaking = setTimeout(sayUnderWay, SOON, true);
    else sayUnderWay(false);
  }
  function sayUnderWay(isSo) {
    const { words } = document.querySelector(".progress").dataset;
    const said = box("said");
    if (isSo) said.textContent = words;
    else if (said && said.textContent === words) said.replaceChildren();
  }

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.target.setAttribute("aria-busy", "true");
    count(1);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    detail.target.removeAttribute("aria-busy");
    count(-1);
    if (detail.successful) arrived(detail.xhr);
  });
  function arrived(answer) {
    hideLost();
    sayCopy(answer.getResponseHeader("X-Kept-On"), answer.getResponseHeader("X-Kept-Shown-For"));
  }

  // Lost

  let again = null; // asks once more for what the reader wanted
  let asker = null; // where the focus was

  function say(why, retry) {
    const said = box("lost");
    if (!said) return;
    again = retry;
    if (!said.contains(document.activeElement)) asker = document.activeElement;
    showReason(said, why);
    said.hidden = false;
  }
  // Its button goes, too: the focus is where it was.
  function hideLost() {
    const said = box("lost");
    if (!said) return;
    if (said.contains(document.activeElement) && asker && asker.isConnected) asker.focus({ preventScroll: true });
    said.hidden = true;
  }

  // The same request once more: a form is sent as it stands now, anything else asks for the same address.
  function repeat({ elt, target, etc, pathInfo }) {
    const path = pathInfo.finalRequestPath + (pathInfo.anchor ? `#${pathInfo.anchor}` : "");
    if (!elt.isConnected) location.assign(path);
    else if (elt.matches("form")) htmx.trigger(elt, "submit");
    else htmx.ajax("GET", path, { source: elt, target, swap: etc.swapOverride, push: path }).catch(() => {});
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => say("line", () => repeat(detail)));
  }
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const { status } = detail.xhr;
    if (status >= 500 || status === 429) say("site", () => repeat(detail));
    else location.assign(detail.pathInfo.finalRequestPath); // a page of its own says what is wrong
  });
  // Where a reader goes back htmx asks for the page, and says nothing of one that does not come.
  document.addEventListener("htmx:historyCacheMiss", ({ detail: { xhr } }) => {
    xhr.timeout = htmx.config.timeout;
    count(1);
    xhr.addEventListener("loadend", () => count(-1));
    xhr.addEventListener("load", () => arrived(xhr));
    for (const name of ["error", "timeout"]) {
      xhr.addEventListener(name, () => say("line", () => location.reload()));
    }
  });
  document.addEventListener("astana:lost", (event) => {
    const chart = event.target.closest(".chart");
    const button = chart && chart.querySelector(".explore");
    say("chart", () => (button ? button.click() : location.reload()));
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-again]");
    if (!button) return;
    if (!button.closest("#lost") || !again) {
      location.reload();
      return;
    }
    hideLost();
    again();
  });
  // A field that loses the focus is sent before the click is over: it keeps it.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#lost [data-again]")) event.preventDefault();
  });

  // Days and numbers in the months and digits in which the page is written, by the calendar of the record

  const OWN_DIGITS = { ar: "arab", fa: "arabext" };
  const MONTHS = { both: ["ar", "ar-SY"], gregorian: ["ar"], levantine: ["ar-SY"] };
  const chosen = (name) => {
    const way = document.querySelector(`[data-keep="${name}"][aria-current]`);
    return way && way.dataset.value;
  };
  function inDigits(language) {
    const digits = (chosen("digits") === "arabic-indic" && OWN_DIGITS[page.lang]) || "latn";
    return `${language}-u-ca-gregory-nu-${digits}`;
  }
  function writtenDay(day) {
    const written = (MONTHS[chosen("months")] || [page.lang]).map((language) => (
      new Intl.DateTimeFormat(inDigits(language), { dateStyle: "long", timeStyle: "short" }).formatToParts(day)
    ));
    const months = written.map((parts) => parts.find(({ type }) => type === "month").value).join("/");
    // A browser that does not know the months of a language numbers them: "2018 M11 28".
    if (/^M\d/.test(months)) return day.toISOString().slice(0, 10);
    return written[0].map(({ type, value }) => (type === "month" ? months : value)).join("");
  }

  // Kept copies

  const canKeep = "serviceWorker" in navigator && "caches" in window;
  const isOwnPage = Boolean(worker) && window.top === window; // no frame in another site, no preview
  const wantsKept = () => {
    try { return localStorage.getItem("astana-kept") !== "off"; } catch { return false; }
  };
  const ourCaches = async (start) => (await caches.keys()).filter((name) => name.startsWith(start));

  function sayCopy(day, why) {
    const said = box("kept");
    if (!said) return;
    said.hidden = !day;
    if (!day) return;
    showReason(said, why);
    const time = document.createElement("time");
    time.dateTime = new Date(day).toISOString();
    time.textContent = writtenDay(new Date(day));
    said.querySelector("[data-moment]").replaceChildren(time);
  }

  const hereWithoutAnchor = () => location.href.split("#")[0];

  async function startKeeping() {
    const isKeeping = navigator.serviceWorker.controller && (await ourCaches("astana-pages-")).length;
    await navigator.serviceWorker.register(worker);
    if (isKeeping) return;
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    await keep([hereWithoutAnchor(), ...loaded]);
  }
  async function keep(addresses) {
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: addresses });
  }

  // What htmx made of a page is kept whole, too, where the reader stays a while.
  const A_WHILE = 2000; // milliseconds
  let staying = null;
  document.addEventListener("htmx:pushedIntoHistory", () => {
    clearTimeout(staying);
    const savesData = navigator.connection && navigator.connection.saveData;
    if (!canKeep || !isOwnPage || savesData) return;
    staying = setTimeout(() => wantsKept() && keep([hereWithoutAnchor()]), A_WHILE);
  });

  // The worker lives on while pages that it serves are open: without its caches it keeps nothing.
  async function stopKeeping() {
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((one) => one.unregister()));
    await Promise.all((await ourCaches("astana-")).map((name) => caches.delete(name)));
  }

  // One copy of each page, the newest first: that of its plain address, where nothing was asked of it.
  async function keptPages() {
    const pages = new Map();
    for (const name of await ourCaches("astana-pages-")) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const { pathname, search } = new URL(request.url);
        const one = { request, cache, isPlain: !search };
        const other = pages.get(pathname);
        pages.delete(pathname);
        pages.set(pathname, other && other.isPlain && !one.isPlain ? other : one);
      }
    }
    return [...pages.values()].reverse();
  }

  async function showChoice() {
    const section = box("display-kept");
    if (!section) return;
    section.hidden = false;
    for (const button of section.querySelectorAll("[data-kept-choice]")) {
      button.setAttribute("aria-pressed", String((button.dataset.keptChoice === "on") === wantsKept()));
    }
    const number = (await keptPages()).length.toLocaleString(inDigits(page.lang));
    section.querySelector("[data-count]").textContent = number;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-kept-choice]");
    if (!button) return;
    const wanted = button.dataset.keptChoice;
    try { localStorage.setItem("astana-kept", wanted); } catch { /* nothing is kept there either */ }
    await (wanted === "on" ? startKeeping() : stopKeeping());
    showChoice();
  });
  if (canKeep) navigator.serviceWorker.addEventListener("message", showChoice); // what was asked to be kept, is
  // `toggle` does not bubble
  document.addEventListener("toggle", (event) => {
    if (event.target.id === "display" && canKeep && isOwnPage) showChoice();
  }, true);

  // The page for pages that were never visited lists those that were, by their titles.
  const MOST_LISTED = 40;
  async function listKept() {
    const list = box("kept-pages");
    if (!list) return;
    const pages = (await keptPages()).slice(0, MOST_LISTED);
    list.append(...(await Promise.all(pages.map(asItem))));
    list.closest("section").hidden = !pages.length;
  }
  async function asItem({ request, cache }) {
    const copy = await cache.match(request);
    const { title, documentElement } = new DOMParser().parseFromString(await copy.text(), "text/html");
    const link = document.createElement("a");
    link.href = request.url;
    link.lang = link.hreflang = documentElement.lang;
    link.dir = documentElement.dir;
    link.textContent = title.split(" · ").slice(0, -1).join(" · ") || title || request.url; // without the site's name
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  if (page.dataset.kept) sayCopy(page.dataset.kept, page.dataset.keptWhy);
  if (canKeep) {
    listKept().catch(() => {});
    if (isOwnPage && wantsKept()) addEventListener("load", () => startKeeping().catch(() => {}));
  }
})();
