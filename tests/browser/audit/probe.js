/**
 * Measures one page as it is laid out and returns what is too small or too wide, as [rule, where, measured].
 *
 * limits: tap and mainTap (CSS pixels), mainParts (a selector), font (pixels), lineHeight (times the font size).
 */
(limits) => {
  const found = [];
  const tappable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab]";
  const note = (rule, element, measured) => {
    const name = element.innerText?.trim().slice(0, 16) || element.getAttribute("name") || "";
    found.push([rule, `<${element.tagName.toLowerCase()} class="${element.className}"> ${name}`, measured]);
  };

  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && style.opacity !== "0";
  };

  const isInSentence = (element) =>
    element.tagName === "A" &&
    getComputedStyle(element).display === "inline" &&
    [...element.parentNode.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  const targetOf = (element) =>
    ["checkbox", "radio"].includes(element.type) ? element.labels[0] || element : element;

  const measureTargets = () => {
    for (const element of document.querySelectorAll(tappable)) {
      if (!isSeen(element) || isInSentence(element)) continue;
      const box = targetOf(element).getBoundingClientRect();
      const needed = limits.mainTap && element.matches(limits.mainParts) ? limits.mainTap : limits.tap;
      if (Math.min(box.width, box.height) < needed - 0.5) {
        note("tap", element, `${Math.round(box.width)}x${Math.round(box.height)} < ${needed}`);
      }
    }
  };

  const measureText = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const measured = new Set();
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const isText = walker.currentNode.data.trim() && !element.closest("script, style, svg, option");
      if (!isText || measured.has(element) || !isSeen(element)) continue;
      measured.add(element);
      const style = getComputedStyle(element);
      const font = parseFloat(style.fontSize);
      if (font < limits.font - 0.1) note("font", element, `${style.fontSize} < ${limits.font}px`);
      const height = parseFloat(style.lineHeight) / font;
      if (/^(P|LI|DD)$/.test(element.tagName) && height < limits.lineHeight - 0.01) {
        note("line height", element, height.toFixed(2));
      }
    }
  };

  const measureWidth = () => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth + 1) return;
    const widest = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > page.clientWidth + 1)
      .at(-1);
    note("reflow", widest || document.body, `${page.scrollWidth} > ${page.clientWidth}`);
  };

  if (!limits.widthOnly) {
    measureTargets();
    measureText();
  }
  measureWidth();
  return found;
};
