// The builder of embeds, and the page for those who run a site: texts are copied at the press of a button, which
// says so. Without this script the buttons are not there, and the texts are copied from their boxes.
(function () {
  "use strict";

  function offerToCopy() {
    document.querySelectorAll(".copy[hidden]").forEach((button) => { button.hidden = false; });
  }

  // A field that htmx found wrong or right says so itself, as it does on a page that came whole.
  function sayWhatIsWrong() {
    document.querySelectorAll(".wrong").forEach((said) => {
      const control = document.getElementById(said.id.replace(/_error$/, ""));
      if (!control) return;
      const isWrong = said.childElementCount > 0;
      const about = (control.getAttribute("aria-describedby") || "").split(" ");
      const others = about.filter((id) => id && id !== said.id);
      control.setAttribute("aria-describedby", [...others, ...(isWrong ? [said.id] : [])].join(" "));
      if (isWrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    });
  }

  async function copy(box) {
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      // Where the clipboard is kept from scripts, the browser's own way is left.
      box.select();
      if (!document.execCommand("copy")) return false;
    }
    return true;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const said = document.getElementById("copied");
    said.textContent = "";
    if (await copy(document.getElementById(button.dataset.copies))) said.textContent = button.dataset.said;
  });
  document.addEventListener("DOMContentLoaded", offerToCopy);
  document.addEventListener("htmx:afterSettle", () => {
    offerToCopy();
    sayWhatIsWrong();
  });
})();
