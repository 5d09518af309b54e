// The slider under the timeline: the day that it points at stands in the day field beside it, which is what
// the form sends. Without this script there is the day field alone.
(function () {
  "use strict";

  const DAY = 86400000;
  let wasFocused = false; // the slider, before the page was replaced: it takes the focus again when it is shown
  let stoodAt = null; // how far down the window the form was: it is to stand there again, whatever went or came above

  function start() {
    const slider = document.getElementById("rewind-slider");
    if (!slider) return;
    slider.hidden = false;
    if (wasFocused) slider.focus({ preventScroll: true });
    wasFocused = false;
    if (stoodAt !== null) scrollBy({ top: slider.form.getBoundingClientRect().top - stoodAt, behavior: "instant" });
    stoodAt = null;
    sayDay(slider);
  }

  const field = () => document.getElementById("id_as_of");
  const dayAt = (slider) => new Date(Date.parse(slider.dataset.first) + slider.valueAsNumber * DAY);

  function sayDay(slider) {
    // In the calendar of the record: that of Persian would be another. A browser that does not know the months of
    // a language numbers them ("M11"): then the day is spoken as it stands in the field.
    const language = `${document.documentElement.lang}-u-ca-gregory`;
    const words = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(dayAt(slider));
    slider.setAttribute("aria-valuetext", /\bM\d/.test(words) ? dayAt(slider).toISOString().slice(0, 10) : words);
  }

  document.addEventListener("input", (event) => {
    const slider = document.getElementById("rewind-slider");
    if (event.target === slider) {
      field().value = dayAt(slider).toISOString().slice(0, 10);
      sayDay(slider);
    } else if (event.target === field() && field().value) {
      slider.valueAsNumber = (Date.parse(field().value) - Date.parse(slider.dataset.first)) / DAY;
      sayDay(slider);
    }
  });
  document.addEventListener("htmx:beforeSwap", () => {
    const form = document.activeElement && document.activeElement.closest("#rewind");
    wasFocused = Boolean(form) && document.activeElement.id === "rewind-slider";
    stoodAt = form && form.getBoundingClientRect().top;
  });
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:afterSettle", start);
})();
