import { show as showUnread } from "./badge.js";

const POLL = 5000;
const REFUSED = 30000;

/** Listen to the session's socket; while there is none, ask every five seconds. */
export function follow(root, feed) {
  const light = root.querySelector("[data-link]");
  const words = { slug: root.dataset.slug, stream: root.dataset.stream };
  let timer = 0;
  let socket = null;

  const show = (now) => {
    light.dataset.now = now;
    light.textContent = light.dataset[now];
  };

  const poll = () => {
    if (timer || feed.isOver) return;
    show("asking");
    timer = setInterval(async () => {
      if (!document.hidden) show((await feed.catchUp()) ? "asking" : "lost");
      if (feed.isOver) show("over");
    }, POLL);
  };

  const joined = (answer) => {
    if (!answer?.ok) return poll();
    clearInterval(timer);
    timer = 0;
    show("joined");
    feed.catchUp();
  };

  feed.onOver = () => {
    clearInterval(timer);
    socket?.disconnect();
    show("over");
  };
  document.addEventListener("visibilitychange", () => document.hidden || feed.catchUp());
  window.addEventListener("online", () => feed.catchUp());
  poll();
  if (!root.dataset.transports || !window.io) return;

  socket = window.io({
    transports: root.dataset.transports.split(" "),
    tryAllTransports: true,
    reconnectionDelay: 1000,
    reconnectionDelayMax: 5000,
    randomizationFactor: 0.5,
  });
  const later = (wait) => setTimeout(() => feed.isOver || socket.connect(), wait * (0.5 + Math.random()));
  socket.on("connect", () => socket.emit("join", words, joined));
  socket.on("live", feed.hear);
  socket.on("head", ({ stream, head }) => stream === words.stream && head > feed.head && feed.catchUp());
  socket.on("left", () => feed.catchUp());
  socket.on("notice", ({ unread }) => showUnread(unread));
  socket.on("connect_error", () => {
    poll();
    if (!socket.active) later(REFUSED);
  });
  socket.on("disconnect", async (reason) => {
    if (feed.isOver) return;
    poll();
    await feed.catchUp();
    if (reason === "io server disconnect") later(1000);
  });
}
