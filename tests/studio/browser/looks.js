// What a page has that can be used, and what of it cannot be read or reached.
window.looks = (() => {
  const reached = new Set();
  document.addEventListener("focusin", (e) => {
    for (let el = e.target; el; el = el.parentElement) {
      reached.add(el);
      if (el.matches("button, a, [role]")) break;
    }
  });
  const kind = (el) => `${el.tagName.toLowerCase()}.${el.getAttribute("class") || ""}`.slice(0, 80);

  function isSeen(el) {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(el).visibility !== "hidden";
  }

  // Elements whose text is cut off, and what has to be scrolled sideways; the editor of a file may.
  function cutOff() {
    const found = [], width = document.documentElement.clientWidth;
    for (const el of document.querySelectorAll("body *")) {
      if (!isSeen(el) || el.closest(".cm-editor")) continue;
      const words = [...el.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join("");
      const style = getComputedStyle(el);
      const hides = (overflow) => words && ["hidden", "clip"].includes(overflow);
      const isWide = el.scrollWidth > el.clientWidth + 1;
      const tell = (how) => found.push(`${how}: ${kind(el)} ${words.slice(0, 60)}`);
      if (hides(style.overflowX) && isWide) tell("cut");
      if (hides(style.overflowY) && el.scrollHeight > el.clientHeight + 2) tell("cut below");
      if (["auto", "scroll"].includes(style.overflowX) && isWide) tell("scrolls");
      if (words && !el.closest("svg") && el.getBoundingClientRect().right > width + 1) tell("outside");
    }
    if (document.documentElement.scrollWidth > width) found.push("the page scrolls");
    return found;
  }

  function nameOf(el) {
    const ids = (el.getAttribute("aria-labelledby") || "").split(" ");
    const labels = [...(el.labels || [])].map((one) => one.textContent).join(" ");
    const by = ids.map((id) => document.getElementById(id)?.textContent || "").join(" ");
    return (el.getAttribute("aria-label") || by.trim() || labels || el.textContent || el.title || "").trim();
  }

  // All that can be used inside the first element of the selector: what no key came to, and what has no name.
  function controls(within) {
    const wanted = "button, a[href], input, textarea, select, [role=tab], [role=switch], [role=button], .cm-content";
    const all = [...document.querySelector(within).querySelectorAll(wanted)];
    const usable = (el) =>
      isSeen(el) && !el.disabled && el.type !== "file" && el.getAttribute("aria-disabled") !== "true" &&
      !el.closest("[inert], [aria-hidden=true]");
    return all.filter(usable);
  }
  const count = (within) => controls(within).length;
  const missed = (within) => controls(within)
    .filter((el) => !reached.has(el) || !nameOf(el))
    .map((el) => `${kind(el)} ${nameOf(el).slice(0, 80) || "has no name"}`);
  const isEditor = () => Boolean(document.activeElement.closest(".cm-editor"));
  const isTab = () => document.activeElement.getAttribute("role") === "tab";
  return { cutOff, count, missed, isEditor, isTab };
})();
