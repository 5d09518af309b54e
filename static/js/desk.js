// Tells the open form of the desk when something was typed, so that it is kept; shows a conflict first. Without a
// line nothing is sent, for what was typed would be gone with the page; once there is one again, it is kept.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    const form = document.querySelector(".change-form form[method=post][id$=_form]");
    if (!form) return;
    let isTyped = false;
    for (const event of ["input", "change"]) {
      form.addEventListener(event, () => {
        isTyped = true;
        form.dispatchEvent(new CustomEvent("typed"));
      });
    }
    const conflict = form.querySelector(".conflict");
    if (conflict) conflict.focus();

    const lost = document.getElementById("lost");
    const say = (isLost) => { lost.hidden = !isLost; };
    for (const event of ["htmx:sendError", "htmx:timeout"]) form.addEventListener(event, () => say(true));
    form.addEventListener("htmx:afterOnLoad", () => say(false));
    form.addEventListener("submit", (event) => {
      say(!navigator.onLine);
      if (!navigator.onLine) event.preventDefault();
    });
    window.addEventListener("online", () => {
      say(false);
      if (isTyped) form.dispatchEvent(new CustomEvent("typed"));
    });
  });
})();
