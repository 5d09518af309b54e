// Lists that htmx filters, on every page that has one: the form follows the address, and going back works.
(function () {
  "use strict";

  // We keep nothing in a reader's browser. htmx, which runs after this, would note each address there.
  Object.defineProperty(window, "sessionStorage", { value: null });

  let restoring = null; // the request of htmx for what the reader goes back to

  // The form stands outside what htmx swaps, so that typing is never interrupted: it follows the address,
  // which links change, too.
  function followAddress() {
    const form = document.getElementById("filters");
    if (!form) return;
    const asked = new URLSearchParams(location.search);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field === document.activeElement) continue;
      const value = asked.get(field.name) || "";
      if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value);
      // An address may ask for a month or a year: the field keeps the day that the server made of it.
      else if (field.type !== "date" || !value || value.length === 10) field.value = value;
      // A choice that cannot be empty is what the server chose.
      if (field.selectedIndex === -1) {
        field.selectedIndex = Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
      }
    }
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" && !event.target.querySelector("#results")) return;
    followAddress();
    // A link to another page of the list is gone once it is followed: the list takes the focus.
    const list = document.getElementById(event.detail.pathInfo && event.detail.pathInfo.anchor);
    if (list && document.activeElement === document.body) {
      list.tabIndex = -1;
      list.focus({ preventScroll: true });
    }
  });
  // Who goes back twice in a hurry sees the answer to the second step, whichever comes first.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    if (restoring) restoring.abort();
    restoring = event.detail.xhr;
  });
  // A page that names a bad filter answers 400, which htmx does not put back: the browser fetches it whole.
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
})();
