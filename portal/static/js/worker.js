/* The service worker. PORTAL comes from /sw.js: version, shell (files of static/), offline and signOut (addresses). */

const SHELL = `shell-${PORTAL.version}`;
const ARTICLES = "articles";
const MOST = 10;
const STATIC = /^\/static\/[^/]+\//;

/** Keep a page under a path, as someone signed out would get it, unless this very address is kept there already. */
async function keep(name, path, address) {
  const kept = await caches.open(name);
  let page = await kept.match(path);
  if (page?.url !== new URL(address, location).href) {
    page = await fetch(address, { credentials: "omit", cache: "no-store", redirect: "error" });
    if (!page.ok || /no-store/.test(page.headers.get("Cache-Control"))) return;
  }
  await kept.put(path, page);
  const oldest = name === ARTICLES ? (await kept.keys()).slice(0, -MOST) : [];
  await Promise.all(oldest.map((request) => kept.delete(request)));
}

async function install() {
  const shell = await caches.open(SHELL);
  await shell.addAll(PORTAL.shell);
  await keep(SHELL, PORTAL.offline, PORTAL.offline);
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name !== SHELL && name !== ARTICLES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
}

/** A page from the network; without one the article kept under its path, else the offline page. */
async function open(event) {
  const { pathname } = new URL(event.request.url);
  const articles = await caches.open(ARTICLES);
  try {
    const page = (await event.preloadResponse) ?? (await fetch(event.request));
    if (page.status === 404) await articles.delete(pathname);
    return page;
  } catch {
    const shell = await caches.open(SHELL);
    return (await articles.match(pathname)) ?? (await shell.match(PORTAL.offline)) ?? Response.error();
  }
}

/** A file of the shell, or any other from the network; a copy that is older than the shell gets the shell's own. */
async function file(request) {
  const shell = await caches.open(SHELL);
  const name = new URL(request.url).pathname.replace(STATIC, "");
  const same = () => shell.match(PORTAL.shell.find((address) => address.replace(STATIC, "") === name) ?? request);
  return (await shell.match(request)) ?? (await fetch(request).catch(same)) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event) => {
  const { takeOver, offline, article } = event.data;
  if (takeOver) self.skipWaiting();
  if (offline) event.waitUntil(keep(SHELL, PORTAL.offline, offline));
  if (article) event.waitUntil(keep(ARTICLES, article.path, article.copy));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === PORTAL.signOut) event.waitUntil(caches.delete(ARTICLES));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(open(event));
  else if (STATIC.test(pathname)) event.respondWith(file(request));
});
