/* For reading offline, where its reader asked for that: every page that was read is kept in this browser, with the
   newest ones; while the server answers, it is always asked first. */
"use strict";
const KEPT = "mentorlog pages";
const FIRST = ["/index.html", "/journal/index.html", "/questions/index.html", "/calls/index.html", "/timeline/index.html"];
const MOST = 60;

async function fetchInto(cache, address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
  if (answer.ok) { await cache.put(address, answer.clone()); }
  return answer;
}
/* The first pages, what they look like, and the newest that they lead to. */
async function fill() {
  const cache = await caches.open(KEPT);
  const found = new Set();
  for (const address of FIRST) {
    const text = await fetchInto(cache, address).then((answer) => answer.text(), () => "");
    for (const link of text.matchAll(/(?:href|src)="([^"#:?]+\.(?:html|css|js|svg|png|jpg|webp|woff2))["#]/g)) {
      found.add(new URL(link[1], new URL(address, self.location.origin)).pathname);
    }
  }
  let pages = 0;
  for (const address of found) {
    if (!address.endsWith(".html")) {
      await fetchInto(cache, address).catch(() => null);
    } else if (++pages <= MOST) {
      const text = await fetchInto(cache, address).then((answer) => answer.text(), () => "");
      for (const image of text.matchAll(/src="([^":?]+\.(?:png|jpg|webp))"/g)) {
        found.add(new URL(image[1], new URL(address, self.location.origin)).pathname);
      }
    }
  }
}
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin || /^\/(api|enter)\b/.test(address.pathname)) { return; }
  event.respondWith((async () => {
    const name = address.pathname === "/" ? "/index.html" : address.pathname;
    try {
      const answer = await fetch(event.request);
      if (answer.ok && await caches.has(KEPT)) { // a page that is open keeps its worker, though its reader wants it no more
        const copy = answer.clone();
        event.waitUntil(caches.open(KEPT).then((cache) => cache.put(name, copy)));
      }
      return answer;
    } catch (error) {
      const kept = await caches.match(name, { cacheName: KEPT });
      if (kept) { return kept; }
      throw error;
    }
  })());
});
