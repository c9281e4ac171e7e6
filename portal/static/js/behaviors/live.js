import { act } from "./live-act.js";
import { openFeed } from "./live-feed.js";
import { follow } from "./live-link.js";
import { openVoice } from "./live-voice.js";

const MINUTE = 60000;

/** Keep a session's page as the server has it: fragments by their number, over a socket or by asking. */
export default function (root) {
  const form = document.getElementById("act");
  const feed = openFeed(root, openVoice(root));
  follow(root, feed);
  act(form, root, feed);
  if (root.dataset.presence) attend(root, form);
}

function attend(root, form) {
  const sign = () => {
    if (root.dataset.state !== "open" || document.hidden) return;
    fetch(root.dataset.presence, { method: "POST", body: new FormData(form) }).catch(() => {});
  };
  sign();
  setInterval(sign, MINUTE);
}
