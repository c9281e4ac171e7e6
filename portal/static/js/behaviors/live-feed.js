/** The stream of a page: applies fragments in order, each number once, and asks for what is missing. */
export function openFeed(root, voice) {
  const feed = { head: Number(root.dataset.head), isOver: false, onOver: () => {} };
  let asking = null;
  let again = false;

  feed.hear = (fragment) => {
    if (fragment.stream !== root.dataset.stream || fragment.seq <= feed.head) return;
    if (fragment.seq > feed.head + 1 || fragment.how === "ask") return feed.catchUp();
    put(root, voice, fragment);
    feed.head = fragment.seq;
  };

  feed.catchUp = () => {
    again = asking !== null;
    asking ??= ask().finally(() => {
      asking = null;
      if (again && !feed.isOver) feed.catchUp();
    });
    return asking;
  };

  /** Whether the server answered; a session that is no longer open to this reader ends the feed. */
  async function ask() {
    if (feed.isOver) return false;
    try {
      const answer = await fetch(`${root.dataset.url}&after=${feed.head}`, { headers: { Accept: "application/json" } });
      if (answer.status === 404 || answer.status === 403) {
        feed.isOver = true;
        feed.onOver();
      }
      if (!answer.ok) return false;
      const { head, events } = await answer.json();
      for (const fragment of events) if (fragment.seq > feed.head) put(root, voice, fragment);
      feed.head = Math.max(feed.head, head);
      return true;
    } catch {
      return false;
    }
  }

  markVotes(root);
  return feed;
}

/** Press the buttons of what the reader voted for; fragments themselves know no reader. */
export function markVotes(root) {
  const voted = new Set((root.dataset.voted ?? "").split(" "));
  for (const button of root.querySelectorAll("[data-vote]")) {
    if (voted.has(button.dataset.vote)) button.setAttribute("aria-pressed", "true");
  }
}

function put(root, voice, { target, how, into, rank, html, state }) {
  const old = document.getElementById(target);
  if (how === "reload") return location.reload();
  if (how === "remove") {
    const list = old?.parentElement;
    old?.remove();
    tidy(list);
    return;
  }
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.firstElementChild;
  if (!into) {
    root.dataset.state = state;
    old?.replaceWith(fresh);
    return;
  }
  const held = old?.contains(document.activeElement) ? document.activeElement.getAttribute("formaction") : null;
  const list = document.getElementById(into);
  const from = old?.parentElement;
  old?.remove();
  tidy(from);
  list.insertBefore(fresh, [...list.children].find((other) => other.dataset.rank > rank) ?? null);
  if (from !== list) voice.say(into, fresh.querySelector(".question__body").textContent);
  if (held) fresh.querySelector(`[formaction="${CSS.escape(held)}"]`)?.focus();
  markVotes(root);
  if (document.querySelector(`#mine [data-question="${target}"]`)) refreshMine(root);
}

function tidy(list) {
  if (list && !list.children.length) list.textContent = "";
}

async function refreshMine(root) {
  const answer = await fetch(root.dataset.mine);
  if (answer.ok && !answer.redirected) document.getElementById("mine").outerHTML = await answer.text();
}
