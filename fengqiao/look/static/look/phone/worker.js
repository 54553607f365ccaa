// The service worker of the phone page: its shell without a line. Nothing that is somebody's goes into its cache.
/* global VERSION, FILES */

const CACHE = `fq-phone-${VERSION}`;
const SHELL = "/phone/";
const PATIENCE = 3000; // ms that a weak line may take before the kept shell is shown

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES.map((url) => new Request(url, { cache: "reload" })));
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("fq-phone-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  })());
});

const late = (ms) => new Promise((_done, failed) => { setTimeout(() => failed(new Error("late")), ms); });

async function shell(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await Promise.race([fetch(request), late(PATIENCE)]);
    if (!answer.ok || answer.redirected) throw new Error("no shell");
    await cache.put(SHELL, answer.clone());
    return answer;
  } catch {
    return (await cache.match(SHELL)) ?? Response.error();
  }
}

async function part(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  return kept ?? fetch(request);
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === SHELL) event.respondWith(shell(event.request));
  else if (FILES.includes(url.pathname) && url.pathname !== SHELL) event.respondWith(part(event.request));
});
