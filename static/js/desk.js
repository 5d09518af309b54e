// Tells the open form of the desk when something was typed, so that it is kept; shows a conflict first.
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    const form = document.querySelector(".change-form form[method=post][id$=_form]");
    if (!form) return;
    for (const event of ["input", "change"]) {
      form.addEventListener(event, () => form.dispatchEvent(new CustomEvent("typed")));
    }
    const conflict = form.querySelector(".conflict");
    if (conflict) conflict.focus();
  });
})();
