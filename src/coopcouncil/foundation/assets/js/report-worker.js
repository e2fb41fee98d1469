// Keeps one page on the device, so that a report can be written where there is no network: the same page for everybody,
// fetched as nobody, with the styles and scripts that it names. `PAGE` is its address, written above by the server.
const KEPT = "report-1";
const SHEETS = ["/theme.css"];

async function keep() {
  const answer = await fetch(PAGE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) {
    throw new Error(`${PAGE} answered ${answer.status}`);
  }
  const text = await answer.clone().text();
  const named = [...text.matchAll(/["'](\/static\/[^"']+)["']/g)].map((found) => found[1]);
  const cache = await caches.open(KEPT);
  await Promise.all([...new Set([...named, ...SHEETS])].map((path) => cache.add(path).catch(() => {})));
  await cache.put(PAGE, answer);
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("report-") && name !== KEPT));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

// Only where the network fails: whoever has one always gets what the server says.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(
      fetch(request).catch(async () => (await caches.match(PAGE, { ignoreVary: true })) ?? Response.error()),
    );
  } else if (path.startsWith("/static/") || SHEETS.includes(path)) {
    event.respondWith(
      fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error()),
    );
  }
});
