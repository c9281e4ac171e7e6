import { markVotes } from "./live-feed.js";

/** Send the buttons of the questions without leaving the page; what follows arrives as an event. */
export function act(form, root, feed) {
  const problem = root.querySelector("[data-problem]");

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    problem.textContent = "";
    try {
      const answer = await fetch(button.formAction, {
        method: "POST",
        body: new FormData(form),
        headers: { "HX-Request": "true" },
      });
      const onward = answer.headers.get("HX-Redirect");
      if (onward) return location.assign(onward);
      if (!answer.ok) problem.innerHTML = await answer.text();
      else if (button.dataset.vote) {
        root.dataset.voted = `${root.dataset.voted ?? ""} ${button.dataset.vote}`;
        markVotes(root);
      }
      await feed.catchUp();
    } catch {
      button.form.submit();
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}
