// The offline copy: every file of the site but the book, as it was when this version was built. A template,
// see xtask/src/build/offline.rs. The file itself is different in every version, which is how browsers
// find a new one.
"use strict";

const VERSION = "{{version}}";
/** Addresses below this file, and the digest without which a file is not taken. */
const FILES = {{files}};

/** Other sites of the same host have copies of their own. */
const OWN = `quorumscope ${new URL(registration.scope).pathname} `;
const COPY = OWN + VERSION;
/** What was read of the rest of the site. It is only shown without a network. */
const READ = `quorumscope read ${new URL(registration.scope).pathname}`;
/** After so many ms a page that does not come is taken from the copy. */
const PATIENCE = 2500;

addEventListener("install", (event) => event.waitUntil(take()));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  const address = request.url.slice(registration.scope.length).split(/[?#]/)[0];
  const isPage = request.mode === "navigate" && ["", "index.html"].includes(address);
  event.respondWith(isPage ? page() : part(request));
});

/** Takes all files, or none. What has a digest in its name may come from the browser's own store. */
async function take() {
  const cache = await caches.open(COPY);
  const wanted = FILES.map(([address, integrity]) => {
    const named = /[0-9a-f]{16}/.test(address);
    return new Request(address, { integrity, cache: named ? "default" : "no-cache" });
  });
  await cache.addAll(wanted);
  await skipWaiting();
}

/** Serves from now on. The copy before this one stays, for pages that are still open from it. */
async function begin() {
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== COPY);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await clients.claim();
  for (const client of await clients.matchAll()) client.postMessage({ version: VERSION });
}

/** The page as the host has it now, so that nobody sees an old one who could see the new one. */
async function page() {
  const kept = await (await caches.open(COPY)).match("./");
  const asked = fetch("./", { cache: "no-cache" }).catch(() => undefined);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const answer = await Promise.race([asked, late]);
  return answer?.ok ? answer : (kept ?? answer ?? Response.error());
}

/** A file of this version, or of one that is still open; what is in none is the rest of the site. */
async function part(request) {
  const kept = await (await caches.open(COPY)).match(request);
  return kept ?? (await earlier(request)) ?? rest(request);
}

async function earlier(request) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(OWN) || name === COPY) continue;
    const kept = await (await caches.open(name)).match(request);
    if (kept) return kept;
  }
  return undefined;
}

/** The book, and the page as one file: fetched, and remembered for the time without a network. */
async function rest(request) {
  const cache = await caches.open(READ);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic" && !answer.redirected) await cache.put(request, answer.clone());
    return answer;
  } catch (reason) {
    const read = await cache.match(request);
    if (read) return read;
    throw reason;
  }
}
