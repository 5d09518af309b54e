// Pages that were visited once open again without a line. Served from the root of the site, whose public pages
// it serves; the editors' desk, previews, frames in other sites, data files and feeds go past it.
//
// What the line gives is always shown first, as the record is corrected: a kept copy answers only where there is
// no line, or none within PATIENCE, and says of when it is (see lines.js). What is kept is that of the exact
// address; parts of pages for htmx are apart, as their answers say by `Vary`. The newest are kept, and no more
// than so many.
"use strict";

const VERSION = 1;
const PAGES = `astana-pages-${VERSION}`;
const FILES = `astana-files-${VERSION}`;
const MOST = { [PAGES]: 120, [FILES]: 80 };
const PATIENCE = 8000; // milliseconds

const ROOT = new URL(self.registration.scope).pathname;
const within = (url) => url.pathname.slice(ROOT.length);

// A page or the figure of a chart, in a language: "ar/rounds/astana-11/", "ar/timeline.json"
const isPage = (url) => /^[a-z]{2}\/(?!admin\/|embed\/[^/])(.*\/|.*\.json)?$/.test(within(url));
const isFile = (url) => within(url).startsWith("static/");
const isNamedByContent = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url.pathname);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(removeOldCaches().then(() => self.clients.claim()));
});

async function removeOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("astana-") && !(name in MOST)).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || request.headers.has("Range")) return;
  if (isFile(url)) event.respondWith(isNamedByContent(url) ? keptFirst(event) : lineFirst(event, FILES));
  else if (isPage(url)) event.respondWith(lineFirst(event, PAGES));
});

// The first page was there before the worker: it says what it has loaded. And a reader may want nothing kept.
let isWanted = true;
self.addEventListener("message", (event) => {
  if (event.data && event.data.stop) isWanted = false;
  if (event.data && event.data.keep) event.waitUntil(Promise.all(event.data.keep.map(fetchToKeep)));
});

async function fetchToKeep(address) {
  const url = new URL(address);
  const cache = isFile(url) ? FILES : isPage(url) ? PAGES : null;
  if (!cache || url.origin !== self.location.origin || (await caches.match(address))) return;
  try {
    const request = new Request(address);
    await keep(cache, request, await fetch(request));
  } catch { /* the line went away: it is kept at the next visit */ }
}

async function keptFirst(event) {
  return (await kept(FILES, event.request)) || lineFirst(event, FILES);
}

async function lineFirst(event, cache) {
  const answer = fetch(event.request).then((response) => {
    event.waitUntil(keep(cache, event.request, response.clone()));
    return response;
  });
  event.waitUntil(answer.catch(() => {}));
  try {
    return await Promise.race([answer, patience()]);
  } catch (reason) {
    const copy = await kept(cache, event.request);
    if (copy) return cache === PAGES ? asCopy(copy) : copy;
    if (reason !== patience) return (await offlinePage(event.request)) || Response.error();
    return answer.catch(async () => (await offlinePage(event.request)) || Response.error());
  }
}

const patience = () => new Promise((_resolve, reject) => setTimeout(reject, PATIENCE, patience));

async function kept(cache, request) {
  try {
    return await (await caches.open(cache)).match(request);
  } catch {
    return undefined; // a browser that lets nothing be kept
  }
}

async function keep(name, request, response) {
  const rule = response.headers.get("Cache-Control") || "";
  if (!isWanted || response.status !== 200 || response.type !== "basic" || /private|no-store/.test(rule)) return;
  try {
    const cache = await caches.open(name);
    await cache.put(request, response);
    const requests = await cache.keys();
    await Promise.all(requests.slice(0, Math.max(0, requests.length - MOST[name])).map((one) => cache.delete(one)));
    if (name === PAGES) await keepOfflinePage(new URL(request.url));
  } catch { /* no room, or a browser that lets nothing be kept */ }
}

const offlineAddress = (url) => `${ROOT}${within(url).slice(0, 2)}/offline/`;

// Once in the life of a worker, so that it is not older than the pages around it.
const fresh = new Set();
async function keepOfflinePage(url) {
  const address = offlineAddress(url);
  if (fresh.has(address)) return;
  fresh.add(address);
  await (await caches.open(FILES)).add(address).catch(() => fresh.delete(address));
}

async function offlinePage(request) {
  if (request.mode !== "navigate") return undefined;
  return kept(FILES, offlineAddress(new URL(request.url)));
}

// A copy says of when it is: a page in an attribute of its root, a part of one in a header.
async function asCopy(copy) {
  const day = copy.headers.get("Date") || "";
  const headers = new Headers(copy.headers);
  headers.set("X-Kept-On", day);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const body = await copy.text();
  return new Response(body.replace(/<html /, `<html data-kept="${day}" `), { status: copy.status, headers });
}
