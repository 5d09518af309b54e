// Choices from long lists change by way of jQuery alone; htmx waits for the browser's own event. Their boxes
// are made anew without the name of their field, which we give them.
(function () {
  "use strict";

  const jQuery = window.django && window.django.jQuery;
  if (!jQuery) return;
  jQuery(document).on("select2:select select2:unselect select2:clear", (event) => {
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  function nameBoxes() {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = select.labels && select.labels[0];
      const box = select.nextElementSibling;
      if (!label || !box || !box.matches(".select2")) continue;
      const name = label.textContent.trim().replace(/:$/, "");
      const search = box.querySelector(".select2-search__field");
      if (search) search.setAttribute("aria-label", name);
      const single = box.querySelector(".select2-selection--single");
      const chosen = single && single.querySelector(".select2-selection__rendered");
      if (!chosen) continue;
      label.id = label.id || `${select.id}-label`;
      single.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
      chosen.setAttribute("aria-labelledby", label.id);
    }
  }

  // After Django has made the boxes: those of the page, and those of a row that is added.
  jQuery(() => setTimeout(nameBoxes));
  document.addEventListener("formset:added", () => setTimeout(nameBoxes));
})();
