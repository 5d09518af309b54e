// Pages that were visited once open again without a line. Served from the root of the site, whose public pages
// it serves; the editors' desk, previews, frames in other sites, data files and feeds go past it.
//
// What the line gives is always shown first, as the record is corrected: a kept copy answers only where there is
// no line, where the site is down or says nothing within PATIENCE; it says why, and of when it is (see lines.js).
// What is kept is that of the exact address; parts of pages for htmx are apart, as their answers say by `Vary`.
// The newest are kept, and no more than so many.
"use strict";

const VERSION = 1; // another one begins anew: what others kept is removed
const PAGES = `astana-pages-${VERSION}`;
const PARTS = `astana-parts-${VERSION}`; // for htmx, and the figures of charts
const FILES = `astana-files-${VERSION}`; // styles, scripts, and the page that says that there is no line
const MOST = { [PAGES]: 120, [PARTS]: 60, [FILES]: 80 };
const PATIENCE = 8000; // milliseconds
const DAY = 86400000;

const ROOT = new URL(self.registration.scope).pathname;
const within = (url) => url.pathname.slice(ROOT.length);

// A page or the figure of a chart, in a language: "ar/rounds/astana-11/", "ar/timeline.json"
const isPage = (url) => /^[a-z]{2}\/(?!embed\/[^/])(.*\/|.*\.json)?$/.test(within(url));
const isFile = (url) => within(url).startsWith("static/");
const isNamedByContent = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url.pathname);
const isPart = (request) => request.headers.has("HX-Request") || new URL(request.url).pathname.endsWith(".json");

// The desk, and what its pages load
const isOfDesk = (address) => /^([a-z]{2}|static)\/admin\//.test(within(new URL(address)));
const isAskedByDesk = ({ mode, referrer }) => mode !== "navigate" && Boolean(referrer) && isOfDesk(referrer);

// Where to keep what is asked for, if at all
function cacheOf(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("Range")) return null;
  if (isOfDesk(url) || isAskedByDesk(request)) return null;
  if (isFile(url)) return FILES;
  if (isPage(url)) return isPart(request) ? PARTS : PAGES;
  return null;
}

// htmx gets the whole page where a reader goes back.
const asKept = (request) => (request.headers.has("HX-History-Restore-Request") ? new Request(request.url) : request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([startKeeping(), removeOldCaches(), self.clients.claim()]));
});

// Where these caches are gone, the reader wants nothing kept: only a page of theirs makes them again.
const startKeeping = () => Promise.all(Object.keys(MOST).map((name) => caches.open(name)));

async function removeOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("astana-") && !(name in MOST));
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const request = asKept(event.request);
  const cache = cacheOf(request);
  if (cache === FILES && isNamedByContent(new URL(request.url))) event.respondWith(keptFirst(event, request));
  else if (cache) event.respondWith(lineFirst(event, request, cache));
  else if (isFrontDoor(event.request)) event.respondWith(fetch(event.request).catch(anyDashboard));
});

// What a page shows that did not come through here: the first one and what it loaded, later what htmx made of it.
self.addEventListener("message", (event) => {
  const { keep: addresses } = event.data || {};
  if (addresses) event.waitUntil(keepAll(addresses).then(() => event.source.postMessage("kept")));
});

async function keepAll(addresses) {
  await startKeeping();
  await Promise.all(addresses.map(fetchToKeep));
}

async function fetchToKeep(address) {
  const request = new Request(address);
  const cache = cacheOf(request);
  if (!cache || (cache === FILES && (await kept(cache, request)))) return;
  try {
    await keep(cache, request, await fetch(request));
  } catch { /* the line went away: it is kept at the next visit */ }
}

async function keptFirst(event, request) {
  return (await kept(FILES, request)) || lineFirst(event, request, FILES);
}

async function lineFirst(event, request, cache) {
  const answer = fetch(event.request).then((response) => {
    event.waitUntil(keep(cache, request, response.clone()));
    return response;
  });
  event.waitUntil(answer.catch(() => {}));
  const [response, why] = await Promise.race([
    answer.then((response) => [response, isDown(response) && "site"], () => [null, "line"]),
    new Promise((resolve) => setTimeout(resolve, PATIENCE, [null, "site"])),
  ]);
  if (!why) return response;
  const copy = await kept(cache, request);
  if (copy) return cache === FILES ? copy : asCopy(copy, why);
  return answer.catch(async () => (await offlinePage(event.request)) || Response.error());
}

// What stands before the site answers for it.
const isDown = (response) => [502, 503, 504].includes(response.status);

async function kept(cache, request) {
  try {
    return (await caches.has(cache)) ? await (await caches.open(cache)).match(request) : undefined;
  } catch {
    return undefined; // a browser that lets nothing be kept
  }
}

async function keep(name, request, response) {
  const rule = response.headers.get("Cache-Control") || "";
  if (response.status !== 200 || response.type !== "basic" || /private|no-store/.test(rule)) return;
  try {
    if (!(await caches.has(name))) return;
    const cache = await caches.open(name);
    await cache.put(request, response);
    const requests = await cache.keys();
    await Promise.all(requests.slice(0, Math.max(0, requests.length - MOST[name])).map((one) => cache.delete(one)));
    if (name === PAGES) await keepOfflinePage(new URL(request.url));
  } catch { /* no room, or a browser that lets nothing be kept */ }
}

// A copy says of when it is, and why it is shown: a page in attributes of its root, a part of one in headers.
async function asCopy(copy, why) {
  const day = copy.headers.get("Date") || "";
  const headers = new Headers(copy.headers);
  headers.set("X-Kept-On", day);
  headers.set("X-Kept-Shown-For", why);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const body = await copy.text();
  const marked = body.replace("<html ", `<html data-kept="${day}" data-kept-why="${why}" `);
  return new Response(marked, { status: copy.status, headers });
}

// The page that says that there is no line

const offlineAddress = (url) => `${ROOT}${within(url).slice(0, 2)}/offline/`;

// It is not to be much older than the pages around it.
async function keepOfflinePage(url) {
  const address = offlineAddress(url);
  const cache = await caches.open(FILES);
  const copy = await cache.match(address);
  if (!copy || !(Date.now() - Date.parse(copy.headers.get("Date")) < DAY)) await cache.add(address);
}

// In another language rather than in none.
async function offlinePage(request) {
  if (request.mode !== "navigate" || !(await caches.has(FILES))) return undefined;
  const cache = await caches.open(FILES);
  const others = (await cache.keys()).filter((one) => one.url.endsWith("/offline/"));
  return (await cache.match(offlineAddress(new URL(request.url)))) || (others.length && cache.match(others.at(-1)));
}

// The address of the site alone leads to its dashboard in the reader's language: without a line, to the one kept.

const isFrontDoor = (request) => request.mode === "navigate" && new URL(request.url).pathname === ROOT;

async function anyDashboard() {
  const pages = (await caches.has(PAGES)) ? await (await caches.open(PAGES)).keys() : [];
  const dashboards = pages.filter((one) => /^[a-z]{2}\/$/.test(within(new URL(one.url))));
  const newest = dashboards.findLast((one) => !new URL(one.url).search) || dashboards.at(-1) || pages.at(-1);
  return newest ? Response.redirect(newest.url) : Response.error();
}
