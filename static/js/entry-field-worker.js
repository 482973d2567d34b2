// The page's shell without a network. No round and no customer is ever kept here: those are encrypted by the page.
const CACHE = "console-field-shell", PATIENCE = 3000;
const SHELL = [
  "/field", "/field/manifest.webmanifest", "/static/build/app.css", "/static/build/field.css", "/static/build/app.js",
  "/static/build/field.js", "/static/field-icon.svg",
];

async function keep(path, response) {
  if (response.ok && !response.redirected) await (await caches.open(CACHE)).put(path, response.clone());
  return response;
}

// The newest when the network is there, else what was kept: page, styles and scripts of one time.
async function newest(request, path) {
  try {
    return await keep(path, await fetch(request, { signal: AbortSignal.timeout(PATIENCE) }));
  } catch (error) {
    const kept = await caches.match(path, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.all(SHELL.map(async (path) => keep(path, await fetch(path)))));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { pathname, origin, search } = new URL(event.request.url);
  const shell = origin === location.origin && event.request.method === "GET" && !search && SHELL.includes(pathname);
  if (shell) event.respondWith(newest(event.request, pathname));
});
