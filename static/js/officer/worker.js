// The worker of /officer/. It keeps the app's own files, which are the same for everybody, and the lessons of the day
// pack; a page that somebody was signed in to see is never kept. APP (version, shell, files) stands above this line.
const SHELL = `officer-shell-${APP.version}`;
const LESSONS = "officer-lessons";
const OFTEN = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    const get = async (address) => {
      const answer = await fetch(address, { credentials: "omit", cache: "no-cache", redirect: "error" });
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      await cache.put(address, answer);
    };
    await Promise.all([APP.shell, ...APP.files].map(get));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("officer-shell-") && name !== SHELL) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => { if (event.data === "use-it") self.skipWaiting(); });

self.addEventListener("sync", (event) => { if (event.tag === "send" && APP.send) event.waitUntil(APP.send()); });

const within = (promise, milliseconds) => Promise.race([promise, new Promise((_, stop) => { setTimeout(() => stop(new Error("slow")), milliseconds); })]);

const shell = async () => (await (await caches.open(SHELL)).match(APP.shell)) || Response.error();

// The app itself comes from the phone at once. A lesson: the network when it is quick, else the phone. Any other page of
// /officer/ comes from the network alone, and when there is none the app takes its place.
const page = async (request, path) => {
  if (path === APP.shell) {
    const kept = await caches.match(APP.shell, { cacheName: SHELL });
    return kept || fetch(request);
  }
  if (path.startsWith("/officer/lessons/")) {
    const kept = await caches.match(path, { cacheName: LESSONS });
    if (!kept) return fetch(request).catch(shell);
    return within(fetch(request), OFTEN).catch(() => kept);
  }
  try {
    return await fetch(request);
  } catch {
    return shell();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, address.pathname));
  } else if (address.pathname.startsWith("/static/") || address.pathname.startsWith("/media/")) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept || fetch(request)));
  }
});
