const PERIOD = 60000;
const MOST = 99;

/** Put a new unread count into every badge of the page. */
export function show(unread) {
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = unread === 0;
    badge.querySelector("[data-number]").textContent = unread > MOST ? `${MOST}+` : unread;
  }
}

/** Ask data-url for the unread count every 60 s while the page is visible. */
export default function (link) {
  const timer = setInterval(async () => {
    if (!link.isConnected) return clearInterval(timer);
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(link.dataset.url, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) show((await answer.json()).unread);
    } catch {
      // Offline for a moment: the next minute asks again.
    }
  }, PERIOD);
}
