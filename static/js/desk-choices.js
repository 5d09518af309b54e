// Choices from long lists change by way of jQuery alone; htmx waits for the browser's own event.
(function () {
  "use strict";

  const jQuery = window.django && window.django.jQuery;
  if (!jQuery) return;
  jQuery(document).on("select2:select select2:unselect select2:clear", (event) => {
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
