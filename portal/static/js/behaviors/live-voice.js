const PAUSE = 5000;
const KEPT = 20;

/** Tell screen readers what was added, at most once in five seconds, unless the reader has paused it. */
export function openVoice(root) {
  const log = root.querySelector("[data-voice]");
  const button = root.querySelector("[data-voice-pause]");
  let waiting = [];
  let timer = 0;

  const isPaused = () => button.getAttribute("aria-pressed") === "true";

  const speak = () => {
    timer = 0;
    if (!waiting.length) return;
    const line = document.createElement("p");
    line.textContent = waiting.join(" ");
    waiting = [];
    log.append(line);
    while (log.children.length > KEPT) log.firstElementChild.remove();
    timer = setTimeout(speak, PAUSE);
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isPaused()));
    waiting = [];
  });

  return {
    say(kind, text) {
      if (isPaused()) return;
      waiting.push(`${log.dataset[kind]} ${text}`);
      if (!timer) timer = setTimeout(speak, 300);
    },
  };
}
