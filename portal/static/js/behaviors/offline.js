/** Start the worker at data-worker, let it keep what may be read offline, and show this bar when a new one waits. */
export default async function (bar) {
  if (!("serviceWorker" in navigator) || /MicroMessenger/i.test(navigator.userAgent)) return;
  const workers = navigator.serviceWorker;
  workers.register(bar.dataset.worker).catch(() => {
    // No worker, no offline reading: the page itself needs neither.
  });
  const registration = await workers.ready;

  const offer = () => {
    bar.hidden = false;
  };
  const watch = (worker) => {
    worker.addEventListener("statechange", () => worker.state === "installed" && offer());
  };
  if (registration.waiting) offer();
  if (registration.installing) watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));

  bar.querySelector("button").addEventListener("click", () => {
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage({ takeOver: true });
  });

  const copy = document.querySelector("[data-copy]")?.dataset.copy;
  registration.active.postMessage({ offline: bar.dataset.offline, article: copy && { path: location.pathname, copy } });
}
