/** Let a form go once: further submits are dropped until the answer is here or the page comes back. */
export default function (form) {
  const isBusy = () => form.getAttribute("aria-busy") === "true";

  const mark = (busy) => {
    for (const [element, name] of [
      [form, "aria-busy"],
      ...[...form.querySelectorAll("button")].map((button) => [button, "aria-disabled"]),
    ]) {
      if (busy) element.setAttribute(name, "true");
      else element.removeAttribute(name);
    }
  };

  // In the capture phase, so that htmx does not hear the second submit either.
  form.addEventListener(
    "submit",
    (event) => {
      if (!isBusy()) return mark(true);
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  form.addEventListener("htmx:afterRequest", () => mark(false));
  window.addEventListener("pageshow", () => mark(false));
}
