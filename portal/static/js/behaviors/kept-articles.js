/** List the articles the worker has kept, the last read first; stay hidden when there are none. */
export default async function (section) {
  if (!("caches" in window)) return;
  const kept = await caches.open("articles");
  for (const request of await kept.keys()) {
    const page = new DOMParser().parseFromString(await (await kept.match(request)).text(), "text/html");
    const link = document.createElement("a");
    link.className = "cell__link";
    link.href = new URL(request.url).pathname;
    link.lang = page.querySelector("article").lang;
    link.textContent = page.querySelector("h1").textContent;
    const row = document.createElement("li");
    row.className = "cell";
    row.append(link);
    section.querySelector("ul").prepend(row);
    section.hidden = false;
  }
}
