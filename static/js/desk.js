// Tells the open form of the desk when something was typed, so that it is kept; choices found by typing
// (select2) speak jQuery's events only.
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    const form = document.querySelector(".change-form form[method=post][id$=_form]");
    if (!form) return;
    const typed = function () {
      form.dispatchEvent(new CustomEvent("typed"));
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    if (window.django && window.django.jQuery) {
      window.django.jQuery(form).on("change", "select", typed);
    }
    const conflict = form.querySelector(".conflict");
    if (conflict) conflict.focus();
  });
})();
