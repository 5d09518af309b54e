// The marks of a chart by keyboard. They are links, whichever drawing is seen: Plotly's is laid over those of the
// server's SVG, and takes no focus itself. A chart is one stop of the tab key, at the mark where the reader was;
// from there
//
//   left, right   go on in time within the lane, as the reader sees it, whichever way time runs
//   up, down      go to what stands above and beneath, such as the decisions of a round, else to the next lane
//   Home, End     go to the ends of the lane: Home to the earliest, which is where reading begins
//   T             goes to the table that has the same (`data-table` of the drawing), Escape back to the mark
//
// Lanes are groups of the SVG (`lane`, `row`); marks outside of groups are a lane of their own.
(function () {
  "use strict";

  // By the id of a chart, through whatever replaces it in the page: the key of the mark where the reader was.
  const stops = new Map();

  const marksOf = (svg) => [...svg.querySelectorAll("a")];
  const laneOf = (link) => link.closest("g.lane, g.row") || link.ownerSVGElement;
  const isPart = (link) => link.matches(".bead, .slip");
  const chartOf = (link) => link.closest(".chart");
  const markAt = (event) => event.target.closest && event.target.closest(".drawing > svg a");
  const isShown = (box) => box.clientWidth > 0;

  function boxOf(link) {
    const shape = link.querySelector(".hit, .disc, .shape, .bar, .slip-window, use") || link;
    const { left, right, top, bottom } = shape.getBoundingClientRect();
    return { left, right, x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  // Time runs with the reading, but a timeline can be turned, which it says.
  const timeRunsLeft = (svg) => (svg.dataset.time || svg.getAttribute("direction")) === "rtl";

  // The marks of a lane from the earliest on. They are written in that order, but for a timeline's, which are
  // written by kind. What belongs to a round, its decisions and the dates announced for it, is not in the line.
  function inTime(lane, svg) {
    const marks = marksOf(svg).filter((link) => laneOf(link) === lane && !isPart(link));
    if (!svg.dataset.time) return marks;
    const places = new Map(marks.map((link) => [link, boxOf(link)]));
    const forward = timeRunsLeft(svg) ? -1 : 1;
    return marks.sort((one, other) => {
      const [here, there] = [places.get(one), places.get(other)];
      return forward * (here.x - there.x) || here.y - there.y;
    });
  }

  const least = (marks, cost) => marks.reduce((best, link) => (best && cost(best) <= cost(link) ? best : link), null);

  function sideways(from, goesLeft) {
    const svg = from.ownerSVGElement;
    if (isPart(from)) return toNextRound(from, goesLeft);
    const line = inTime(laneOf(from), svg);
    return line[line.indexOf(from) + (goesLeft === timeRunsLeft(svg) ? 1 : -1)];
  }

  // From a decision to those of the next round, at the same height or the last; from one announced date to the next
  function toNextRound(from, goesLeft) {
    const here = boxOf(from);
    const kind = from.matches(".bead") ? ".bead" : ".slip";
    const ahead = (link) => (goesLeft ? here.x - boxOf(link).x : boxOf(link).x - here.x);
    const others = [...laneOf(from).querySelectorAll(kind)].filter((link) => ahead(link) > 0.5);
    return least(others, (link) => Math.round(ahead(link)) * 1000 + Math.abs(boxOf(link).y - here.y));
  }

  function upOrDown(from, goesUp) {
    const svg = from.ownerSVGElement;
    const here = boxOf(from);
    const wide = from.getBoundingClientRect();
    const depth = (link) => (goesUp ? here.y - boxOf(link).y : boxOf(link).y - here.y);
    const aside = (link) => Math.abs(boxOf(link).x - here.x);
    const overlaps = (link) => {
      const { left, right } = link.getBoundingClientRect();
      return left < wide.right && right > wide.left;
    };
    // Dates that were announced stand above, aside of the round that met on another day.
    const [round] = from.matches(".slip") ? from.dataset.key.split("-announced-") : [from.dataset.key];
    const belongs = (link) => link.dataset.key === round || link.dataset.key.startsWith(`${round}-announced-`);
    const beyond = marksOf(svg).filter((link) => laneOf(link) === laneOf(from) && depth(link) > 1);
    const nearest = (marks) => least(marks, (link) => depth(link) * 3 + aside(link));
    return (
      nearest(beyond.filter(belongs)) || nearest(beyond.filter(overlaps)) || inNextLane(from, goesUp) || nearest(beyond)
    );
  }

  function inNextLane(from, goesUp) {
    const svg = from.ownerSVGElement;
    const here = boxOf(from);
    const lanes = [...new Set(marksOf(svg).map(laneOf))];
    const lane = lanes[lanes.indexOf(laneOf(from)) + (goesUp ? -1 : 1)];
    const gap = ({ left, right }) => Math.max(0, left - here.right, here.left - right);
    return least(marksOf(svg).filter((link) => lane && laneOf(link) === lane), (link) => {
      const there = boxOf(link);
      return gap(there) + Math.abs(there.x - here.x) / 10 + Math.abs(there.y - here.y) / 4;
    });
  }

  function next(link, key) {
    switch (key) {
      case "ArrowLeft": case "ArrowRight": return sideways(link, key === "ArrowLeft");
      case "ArrowUp": case "ArrowDown": return upOrDown(link, key === "ArrowUp");
      case "Home": return inTime(laneOf(link), link.ownerSVGElement)[0];
      default: return inTime(laneOf(link), link.ownerSVGElement).at(-1);
    }
  }

  function rove(svg, link) {
    for (const other of marksOf(svg)) other.setAttribute("tabindex", other === link ? "0" : "-1");
  }

  // The table beside a chart

  function focusOn(target) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  function showTable(link) {
    const table = document.getElementById(link.closest(".drawing").dataset.table);
    if (!table) return false;
    // Folded away, as on the dashboard, or in the place of the drawing, as in a frame
    if (table.closest("details")) table.closest("details").open = true;
    table.classList.add("asked-for");
    focusOn(table);
    return true;
  }

  // From the table, or from the row to which a mark led, back to the mark
  function backFrom(element) {
    for (const box of document.querySelectorAll(".drawing[data-table]")) {
      const table = document.getElementById(box.dataset.table);
      if (!table || !table.contains(element)) continue;
      table.classList.remove("asked-for");
      const link = box.querySelector("svg a[tabindex='0']");
      if (!link || !isShown(box)) continue;
      link.focus();
      return true;
    }
    return false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && backFrom(event.target)) event.preventDefault();
    const link = markAt(event);
    if (!link) return;
    if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
      event.preventDefault();
      const there = next(link, event.key);
      if (there) there.focus();
    } else if (event.code === "KeyT" && !event.shiftKey && showTable(link)) {
      event.preventDefault(); // the same key on every keyboard, whichever letter it writes
    }
  });

  // A mark may lead to a row of the table.
  document.addEventListener("click", (event) => {
    const link = markAt(event);
    const [isHere, id] = /^#(.+)/.exec(link ? link.getAttribute("href") : "") || [];
    const target = isHere && document.getElementById(decodeURIComponent(id));
    if (target) setTimeout(() => focusOn(target)); // after the browser went there
  });

  // Where the reader is, and which keys there are: said once for a chart, and shown while it has the focus

  const hint = () => document.getElementById("chart-keys");

  document.addEventListener("focusin", (event) => {
    const link = markAt(event);
    if (hint()) hint().hidden = !(link && link.matches(":focus-visible"));
    if (!link) return;
    rove(link.ownerSVGElement, link);
    if (chartOf(link)) stops.set(chartOf(link).id, link.dataset.key);
  });
  document.addEventListener("focusout", (event) => {
    if (markAt(event) && hint() && !event.relatedTarget) hint().hidden = true;
  });

  function start() {
    for (const svg of document.querySelectorAll(".drawing > svg")) {
      if (hint()) svg.setAttribute("aria-describedby", "chart-keys");
      if (document.getElementById(svg.parentElement.dataset.table)) svg.setAttribute("aria-keyshortcuts", "T");
      const stop = stops.get((chartOf(svg) || svg).id);
      const find = (selector) => svg.querySelector(selector);
      rove(svg, (stop && find(`a[data-key="${CSS.escape(stop)}"]`)) || find("a.selected") || find("a.round") || find("a"));
    }
  }

  document.addEventListener("DOMContentLoaded", start);
  // Where htmx replaces parts of the page
  document.addEventListener("htmx:afterSettle", start);
})();
