// What opens over the page: the menu, how the page is shown, and on phones the filters. Each is a `details`, which
// opens and closes without this. Here Escape closes it, and so does going elsewhere; what it applies closes it, too.
(function () {
  "use strict";

  // On a wide screen the same `details` are a part of the page, and stay as they are.
  function liesOver(details) {
    const box = details.matches(".sheet") ? details : details.lastElementChild;
    return details.open && ["fixed", "absolute"].includes(getComputedStyle(box).position);
  }
  const open = () => [...document.querySelectorAll(".sheet, .sections, .display")].filter(liesOver);

  function close(details, { focus }) {
    details.open = false;
    if (focus) details.querySelector("summary").focus();
  }

  document.addEventListener("keydown", (event) => {
    const last = open().pop();
    if (event.key !== "Escape" || event.defaultPrevented || !last) return;
    event.preventDefault();
    close(last, { focus: true });
  });
  document.addEventListener("focusout", (event) => {
    if (!event.relatedTarget) return;
    for (const details of open()) {
      if (!details.contains(event.relatedTarget)) close(details, { focus: false });
    }
  });
  document.addEventListener("click", (event) => {
    for (const details of open()) {
      if (!details.contains(event.target)) close(details, { focus: false });
    }
  });
  document.addEventListener("submit", (event) => {
    const sheet = event.target.closest(".sheet");
    if (sheet && liesOver(sheet)) close(sheet, { focus: true });
  });

  // A sheet within a list that htmx swaps stays open, and the focus where it was, until the reader closes it.
  let kept = [];
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    kept = [...detail.target.querySelectorAll(".sheet[open][id]")].map(({ id }) => [id, document.activeElement.id]);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, focused] of kept) {
      const sheet = document.getElementById(id);
      if (!sheet) continue;
      sheet.open = true;
      const within = focused && document.getElementById(focused);
      if (within && sheet.contains(within)) within.focus({ preventScroll: true });
    }
    kept = [];
  });
})();
