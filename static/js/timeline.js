// The timeline in the browser. The server's SVG is complete without this; here its marks open their panel
// through htmx, arrow keys move between them as the reader sees them, and Plotly takes the SVG's place
// once the reader reaches for the chart, or in idle time where line and screen allow.
(function () {
  "use strict";

  // We keep nothing in a reader's browser. htmx, which runs after this, would note each address there.
  Object.defineProperty(window, "sessionStorage", { value: null });

  const PLOT_CONFIG = {
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: false, // its words are English and its buttons cannot be reached by keyboard: ours are in the page
    doubleClick: "reset",
    showTips: false,
  };
  let plotlyLoading = null;
  let isExploring = false; // the reader, or idle time, asked for Plotly once: drawings that follow get it, too
  let restoring = null; // the request of htmx for what the reader goes back to
  let lastZoom = null; // the days shown before a swap, to show them again after it

  const results = () => document.getElementById("results");
  const drawing = () => [...document.querySelectorAll(".drawing")].find((box) => box.clientWidth > 0);
  const theme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

  // Opening what a mark stands for

  // Links of HTML are boosted by htmx itself; it does not know those of an SVG.
  function open(href) {
    const address = new URL(href, document.baseURI);
    const path = address.pathname + address.search + address.hash;
    htmx.ajax("GET", path, { source: results(), target: "#results", swap: "outerHTML show:none", push: path });
  }

  function reach(hash) {
    const target = document.getElementById(decodeURIComponent(hash.replace("#", "")));
    if (!target) return;
    const around = target.closest("details");
    if (around) around.open = true;
    document.querySelectorAll(".reached").forEach((element) => element.classList.remove("reached"));
    if (around && target.tagName === "DIV") target.classList.add("reached");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    const box = target.getBoundingClientRect();
    if (box.top < 0 || box.top > innerHeight * 0.7) target.scrollIntoView({ block: "start" });
  }

  document.addEventListener("click", (event) => {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest("#results svg.timeline a");
    if (link && isPlain) {
      event.preventDefault();
      open(link.getAttribute("href"));
    } else if (event.target.closest(".explore")) {
      explore();
    } else if (event.target.closest("[data-zoom]")) {
      zoom(event.target.closest("[data-zoom]").dataset.zoom);
    }
  });

  // The form stands outside what htmx swaps, so that typing is never interrupted: it follows the address,
  // which links change, too.
  function followAddress() {
    const asked = new URLSearchParams(location.search);
    for (const field of document.getElementById("filters").elements) {
      if (!field.name || field.type === "hidden" || field === document.activeElement) continue;
      const value = asked.get(field.name) || "";
      if (field.type === "checkbox") field.checked = asked.getAll(field.name).includes(field.value);
      // An address may ask for a month or a year: the field keeps the day that the server made of it.
      else if (field.type !== "date" || !value || value.length === 10) field.value = value;
    }
  }

  // Arrow keys: left and right as the reader sees them, whichever way time runs

  const marksOf = (svg) => [...svg.querySelectorAll("a")];

  function middle(link) {
    const box = (link.querySelector(".disc, .shape, .bar, .slip-window, use") || link).getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }

  function nearest(svg, from, key) {
    const here = middle(from);
    const sideways = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    let best = null;
    for (const link of marksOf(svg)) {
      if (link === from) continue;
      const there = middle(link);
      const ahead = sign * (sideways ? there.x - here.x : there.y - here.y);
      const aside = Math.abs(sideways ? there.y - here.y : there.x - here.x);
      // Sideways stays in its row; up and down go to the nearest row, and there to the nearest mark.
      if (ahead < 1 || (sideways && aside > 6)) continue;
      const cost = sideways ? ahead : ahead * 3 + aside;
      if (!best || cost < best.cost) best = { link, cost };
    }
    return best && best.link;
  }

  function rove(svg, link) {
    for (const other of marksOf(svg)) other.setAttribute("tabindex", other === link ? "0" : "-1");
  }

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("svg.timeline a");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const svg = link.ownerSVGElement;
    let next = null;
    if (event.key.startsWith("Arrow")) next = nearest(svg, link, event.key);
    else if (event.key === "Home") next = marksOf(svg)[0];
    else if (event.key === "End") next = marksOf(svg).at(-1);
    else return;
    event.preventDefault();
    if (!next) return;
    rove(svg, next);
    next.focus();
  });

  // Plotly

  function loadPlotly() {
    plotlyLoading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = results().dataset.plotly;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => {
        plotlyLoading = null;
        reject(new Error("Plotly did not load"));
      };
      document.head.append(script);
    });
    return plotlyLoading;
  }

  async function explore() {
    const box = drawing();
    if (!box || box.dataset.state) return;
    isExploring = true;
    box.dataset.state = "loading";
    try {
      const width = Number(box.dataset.width);
      const address = new URL(results().dataset.figure, document.baseURI);
      address.searchParams.set("width", width);
      address.searchParams.set("theme", theme());
      const [plotly, answer] = await Promise.all([loadPlotly(), fetch(address)]);
      if (!answer.ok) throw new Error(answer.statusText);
      await draw(plotly, box, await answer.json());
      box.dataset.state = "explored";
    } catch (error) {
      // The server's drawing stays; the button offers to try again.
      delete box.dataset.state;
      isExploring = false;
      console.warn(error);
    }
    offerToExplore();
  }

  async function draw(plotly, box, figure) {
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.setAttribute("aria-hidden", "true"); // the links of the SVG beneath speak and take the focus
    box.append(plot);
    const axis = figure.layout.xaxis;
    const whole = axis.range.slice();
    plot.whole = whole;
    if (lastZoom && lastZoom.whole.join() === whole.join()) axis.range = lastZoom.range;
    const language = document.documentElement.lang;
    const locale = JSON.parse(document.getElementById("plotly-locale").textContent);
    const config = { ...PLOT_CONFIG, locale: language, locales: { [language]: locale } };
    await plotly.newPlot(plot, figure.data, figure.layout, config);
    fit(box);
    box.classList.add("explored");
    plot.on("plotly_relayout", () => {
      lastZoom = { whole, range: plot.layout.xaxis.range.slice() };
    });
    plot.on("plotly_hover", () => plot.classList.add("over-mark"));
    plot.on("plotly_unhover", () => plot.classList.remove("over-mark"));
    plot.on("plotly_click", (event) => {
      const link = box.querySelector(`a[data-key="${CSS.escape(event.points[0].customdata)}"]`);
      if (link) open(link.getAttribute("href"));
    });
  }

  // The drawing keeps its own width and is scaled into the box, as the SVG scales by its view box.
  function fit(box) {
    const plot = box.querySelector(".plot");
    if (plot) plot.style.transform = `scale(${box.clientWidth / Number(box.dataset.width)})`;
  }

  const time = (moment) => Date.parse(`${moment.replace(" ", "T")}Z`);
  const moment = (time) => new Date(time).toISOString().slice(0, 16);
  const show = (plot, range) => window.Plotly.relayout(plot, { "xaxis.range": range });

  // Buttons: nearer, further, everything.
  function zoom(how) {
    const plot = drawing() && drawing().querySelector(".plot");
    if (!plot) return;
    const [from, to] = plot.layout.xaxis.range.map(time);
    const [middle, half] = [(from + to) / 2, ((to - from) / 2) * (how === "in" ? 0.6 : 1 / 0.6)];
    show(plot, how === "all" ? plot.whole : [moment(middle - half), moment(middle + half)]);
  }

  async function bringIntoView(plot, at) {
    const [from, to] = plot.layout.xaxis.range.map(time);
    if ((at - from) * (at - to) > 0) await show(plot, [from, to].map((end) => moment(end + at - (from + to) / 2)));
  }

  // What is focused in the SVG beneath shows its hover text in Plotly's drawing.
  document.addEventListener("focusin", async (event) => {
    const link = event.target.closest && event.target.closest("svg.timeline a");
    if (!link) return;
    rove(link.ownerSVGElement, link);
    const box = link.closest(".drawing");
    const plot = box.querySelector(".plot");
    if (!plot || box.dataset.state !== "explored") return;
    let found = null;
    plot.data.forEach((trace, curveNumber) => {
      const pointNumber = trace.customdata ? trace.customdata.indexOf(link.dataset.key) : -1;
      // Of the same key are dates that slipped, drawn before their round, and days contested, after their zone.
      if (pointNumber >= 0 && !(found && trace.type === "bar")) found = { curveNumber, pointNumber };
    });
    if (!found) return;
    const trace = plot.data[found.curveNumber];
    await bringIntoView(plot, time((trace.base || trace.x)[found.pointNumber]));
    window.Plotly.Fx.hover(plot, [found]);
  });

  // When

  function offerToExplore() {
    const tools = document.querySelector(".controls");
    const box = drawing();
    if (tools) tools.dataset.state = !box ? "" : box.dataset.state === "explored" ? "explored" : "offered";
  }

  function lineAndScreenAllow() {
    const line = navigator.connection || {};
    const isSlow = line.saveData || /(^|-)[23]g$/.test(line.effectiveType || "");
    return !isSlow && matchMedia("(min-width: 760px)").matches;
  }

  function start() {
    if (!results()) return;
    document.querySelectorAll("svg.timeline").forEach((svg) => {
      rove(svg, svg.querySelector("a.round.selected, a.mark.selected, a.span.selected") || svg.querySelector("a"));
    });
    offerToExplore();
    if (isExploring) explore();
  }

  for (const reach of ["pointerover", "touchstart", "focusin"]) {
    document.addEventListener(reach, (event) => {
      if (event.target.closest && event.target.closest(".drawing")) explore();
    }, { passive: true });
  }
  addEventListener("resize", () => {
    document.querySelectorAll(".drawing").forEach(fit);
    offerToExplore();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "results" && !event.target.querySelector("#results")) return;
    followAddress();
    start();
    const anchor = event.detail.pathInfo && event.detail.pathInfo.anchor;
    if (anchor) reach(anchor);
  });
  // Who goes back twice in a hurry sees the answer to the second step, whichever comes first.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    if (restoring) restoring.abort();
    restoring = event.detail.xhr;
  });
  // A page that names a bad filter answers 400, which htmx does not put back: the browser fetches it whole.
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
  document.addEventListener("DOMContentLoaded", () => {
    start();
    if (location.hash) reach(location.hash);
    addEventListener("hashchange", () => reach(location.hash));
    const whenIdle = window.requestIdleCallback || ((act) => setTimeout(act, 500));
    addEventListener("load", () => whenIdle(() => lineAndScreenAllow() && explore()));
  });
})();
