const PAUSE = 1500;
const LONGEST = 4500;
const LONGEST_WAIT = 60000;

/** Save the form's text at data-draft-url: 1.5 s after the last key, 4.5 s after the first unsaved one at the latest. */
export default function (form) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  let unsavedSince = 0;
  let saving = null;
  let wait = LONGEST;

  const say = (word) => {
    if (status) status.textContent = status.dataset[word] ?? "";
  };

  const plan = () => {
    unsavedSince = unsavedSince || Date.now();
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, unsavedSince + LONGEST - Date.now())));
  };

  const forget = () => {
    clearTimeout(timer);
    unsavedSince = 0;
    saving?.abort();
  };

  async function save() {
    clearTimeout(timer);
    if (!unsavedSince || !form.isConnected) return;
    unsavedSince = 0;
    saving?.abort();
    const attempt = (saving = new AbortController());
    const text = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    say("saving");
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams(text),
        keepalive: true,
        signal: attempt.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      wait = LONGEST;
      if (!unsavedSince) say("saved");
    } catch (error) {
      if (attempt.signal.aborted) return;
      say("failed");
      unsavedSince = unsavedSince || Date.now();
      timer = setTimeout(save, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT);
    }
  }

  form.addEventListener("input", plan);
  form.addEventListener("submit", forget);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
