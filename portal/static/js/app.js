const started = new WeakMap();

async function start(element, name) {
  const names = started.get(element) ?? new Set();
  if (names.has(name)) return;
  started.set(element, names.add(name));
  const { default: behave } = await import(`./behaviors/${name}.js`);
  behave(element);
}

function startAll() {
  for (const element of document.querySelectorAll("[data-behavior]")) {
    for (const name of element.dataset.behavior.split(/\s+/).filter(Boolean)) start(element, name);
  }
}

startAll();
document.addEventListener("htmx:afterSettle", startAll);
