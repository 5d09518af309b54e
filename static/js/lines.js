// Slow lines and lost ones. What takes longer than a blink is shown to be under way (the style sheet waits 200 ms);
// what did not come is said in words, beside what can be done; and a page that was visited opens again without a
// line: service-worker.js keeps it, unless the reader wants nothing kept. The words stand in the page.
(function () {
  "use strict";

  const page = document.documentElement;
  const { worker } = document.currentScript.dataset; // its address; previews have none
  const box = (id) => document.getElementById(id);
  const canKeep = "serviceWorker" in navigator && "caches" in window;
  let again = null; // what the reader wanted

  // Under way

  let underWay = 0;
  function count(change) {
    underWay = Math.max(0, underWay + change);
    page.classList.toggle("under-way", underWay > 0);
  }
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.target.setAttribute("aria-busy", "true");
    count(1);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    detail.target.removeAttribute("aria-busy");
    count(-1);
    if (detail.successful) {
      hide("lost");
      sayCopy(detail.xhr.getResponseHeader("X-Kept-On"));
    }
  });

  // Lost

  function say(why, retry) {
    again = retry;
    const said = box("lost");
    if (!said) return;
    for (const words of said.querySelectorAll("[data-why]")) words.hidden = words.dataset.why !== why;
    said.hidden = false;
  }
  function hide(id) {
    if (box(id)) box(id).hidden = true;
  }

  // The same request once more: a form is sent as it stands now, anything else asks for the same address.
  function repeat({ elt, target, pathInfo }) {
    const path = pathInfo.finalRequestPath;
    if (elt.matches("form")) htmx.trigger(elt, "submit");
    else htmx.ajax("GET", path, { source: elt, target, push: path });
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => say("line", () => repeat(detail)));
  }
  document.addEventListener("htmx:responseError", ({ detail }) => say("site", () => repeat(detail)));
  document.addEventListener("astana:lost", (event) => {
    const button = event.target.closest(".chart") && event.target.closest(".chart").querySelector(".explore");
    say("chart", () => (button ? button.click() : location.reload()));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-again]");
    if (!button) return;
    hide("lost");
    if (button.closest("#lost") && again) again();
    else location.reload();
  });

  // Kept copies

  const words = () => new Intl.DateTimeFormat(page.lang, { dateStyle: "long", timeStyle: "short" });

  function sayCopy(day) {
    const said = box("kept");
    if (!said) return;
    said.hidden = !day;
    if (!day) return;
    const time = document.createElement("time");
    time.dateTime = new Date(day).toISOString();
    time.textContent = words().format(new Date(day));
    said.querySelector("[data-moment]").replaceChildren(time);
  }

  const wantsKept = () => {
    try { return localStorage.getItem("astana-kept") !== "off"; } catch { return false; }
  };

  async function startKeeping() {
    const wasKeeping = Boolean(navigator.serviceWorker.controller);
    await navigator.serviceWorker.register(worker);
    const { active } = await navigator.serviceWorker.ready;
    if (wasKeeping) return;
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    active.postMessage({ keep: [location.href.replace(location.hash, ""), ...loaded] });
  }

  async function stopKeeping() {
    if (navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ stop: true });
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((worker) => worker.unregister()));
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("astana-")).map((name) => caches.delete(name)));
  }

  async function keptPages() {
    const names = (await caches.keys()).filter((name) => name.startsWith("astana-pages-"));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().filter((one) => one.url.split("?")[0].endsWith("/") && !one.headers.has("HX-Request"));
  }

  async function showChoice() {
    const section = box("display-kept");
    if (!section) return;
    section.hidden = false;
    for (const button of section.querySelectorAll("[data-kept-choice]")) {
      button.setAttribute("aria-pressed", String((button.dataset.keptChoice === "on") === wantsKept()));
    }
    section.querySelector("[data-count]").textContent = (await keptPages()).length.toLocaleString(page.lang);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-kept-choice]");
    if (!button) return;
    const wanted = button.dataset.keptChoice;
    try { localStorage.setItem("astana-kept", wanted); } catch { /* nothing is kept there either */ }
    await (wanted === "on" ? startKeeping() : stopKeeping());
    showChoice();
  });
  // `toggle` does not bubble
  document.addEventListener("toggle", (event) => {
    if (event.target.id === "display" && canKeep) showChoice();
  }, true);

  // The page for pages that were never visited lists those that were.
  async function listKept() {
    const list = box("kept-pages");
    if (!list) return;
    const newest = (await keptPages()).reverse().slice(0, 40);
    for (const request of newest) {
      const copy = await caches.match(request, { ignoreVary: true });
      const [, title] = /<title>([^<]*)<\/title>/.exec(await copy.text()) || [];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = new DOMParser().parseFromString(title || request.url, "text/html").body.textContent;
      item.append(link);
      list.append(item);
    }
    if (newest.length) list.closest("section").hidden = false;
  }

  sayCopy(page.dataset.kept);
  if (canKeep) {
    listKept();
    const isOwnPage = worker && window.top === window;
    if (isOwnPage && wantsKept()) addEventListener("load", () => startKeeping().catch(() => {}));
  }
})();
