// Charts in the browser, on every page that has one. The server's SVG is complete without this; here Plotly takes
// its place once the reader reaches for it: the pointer, a finger or the focus. The focus stays in the links of the
// SVG beneath (see marks.js). A drawing says where its figure is:
//
//   <div class="drawing" data-figure="address" data-width="1104" data-plotly="address of the script">…svg…</div>
//
// In a frame of another site nothing may be fetched: there `data-figure` is "#" and the id of a block of data in
// the page, which names the colours of the page where other figures have them (see talks/charts/theme.py).
// One that has `data-eager` gets Plotly in idle time, too, where line and screen allow. Buttons with the class
// `explore` and with `data-zoom` belong to the drawing shown in their `.chart`.
(function () {
  "use strict";

  const PLOT_CONFIG = {
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: false, // its words are English and its buttons cannot be reached by keyboard: ours are in the page
    doubleClick: "reset",
    showTips: false,
  };
  let plotlyLoading = null;
  // Plotly looks for its style rules under this id, and under our policy cannot write them itself.
  const plotlyStyle = Object.assign(document.createElement("link"), {
    id: "plotly.js-style-global",
    className: "no-inline-styles",
    rel: "stylesheet",
    href: document.currentScript.dataset.plotlyStyle,
  });
  // By the id of a chart, through whatever replaces it in the page: that Plotly was asked for, and the days shown.
  const asked = new Set();
  const zooms = new Map();

  const drawings = () => [...document.querySelectorAll(".drawing[data-figure]")];
  const isShown = (box) => box.clientWidth > 0;
  const chartOf = (element) => element.closest(".chart");
  const idOf = (box) => (chartOf(box) ? chartOf(box).id : "");
  const drawingOf = (chart) => [...chart.querySelectorAll(".drawing[data-figure]")].find(isShown);
  const MARK = ".hit, .disc, .shape, .bar, .slip-window, use"; // the shape of a link, beside its words
  const isDark = matchMedia("(prefers-color-scheme: dark)");
  // What the reader chose for this site, else what their system has
  const theme = () => document.documentElement.dataset.theme || (isDark.matches ? "dark" : "light");

  // Plotly

  function loadPlotly(address) {
    if (!document.getElementById(plotlyStyle.id)) document.head.append(plotlyStyle);
    plotlyLoading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => {
        plotlyLoading = null;
        reject(new Error("Plotly did not load"));
      };
      document.head.append(script);
    });
    return plotlyLoading;
  }

  // What was lost is not asked for again with each move of the pointer, but by the button.
  async function explore(box, { isWanted = true } = {}) {
    if (!box || box.dataset.state) return;
    asked.add(idOf(box));
    box.dataset.state = "loading";
    try {
      const [plotly, figure] = await Promise.all([loadPlotly(box.dataset.plotly), figureOf(box)]);
      await draw(plotly, box, figure);
      box.dataset.state = "explored";
    } catch (error) {
      // The server's drawing stays; a button offers to try again.
      box.dataset.state = "lost";
      asked.delete(idOf(box));
      console.warn(error);
      if (isWanted) box.dispatchEvent(new Event("astana:lost", { bubbles: true }));
    }
    offerToExplore();
  }

  async function figureOf(box) {
    if (box.dataset.figure.startsWith("#")) {
      return JSON.parse(inColoursOfPage(document.querySelector(box.dataset.figure).textContent));
    }
    const address = new URL(box.dataset.figure, document.baseURI);
    address.searchParams.set("width", box.dataset.width);
    address.searchParams.set("theme", theme());
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  function inColoursOfPage(figure) {
    const page = getComputedStyle(document.documentElement);
    return figure.replace(/"var\((--[\w-]+)\)"/g, (_all, name) => JSON.stringify(page.getPropertyValue(name).trim()));
  }

  async function draw(plotly, box, figure) {
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.setAttribute("aria-hidden", "true"); // the links of the SVG beneath speak and take the focus
    box.append(plot);
    const axis = figure.layout.xaxis;
    plot.whole = axis.range.slice();
    const zoom = zooms.get(idOf(box));
    if (zoom && zoom.whole.join() === plot.whole.join()) axis.range = zoom.range;
    const canZoom = Boolean(chartOf(box) && chartOf(box).querySelector("[data-zoom]"));
    plot.classList.toggle("zooms", canZoom);
    if (!canZoom) figure.layout.dragmode = false;
    await plotly.newPlot(plot, figure.data, figure.layout, { ...PLOT_CONFIG, ...inOurWords() });
    fit(box);
    box.classList.add("explored");
    plot.on("plotly_relayout", () => {
      if (canZoom) zooms.set(idOf(box), { whole: plot.whole, range: plot.layout.xaxis.range.slice() });
      if (focusedIn(box)) ring(focusedIn(box));
    });
    plot.on("plotly_hover", () => plot.classList.add("over-mark"));
    plot.on("plotly_unhover", () => plot.classList.remove("over-mark"));
    plot.on("plotly_click", ({ points, event }) => {
      const link = box.querySelector(`svg a[data-key="${CSS.escape(points[0].customdata)}"]`);
      if (link) follow(link, event || {});
    });
    if (focusedIn(box)) tell(focusedIn(box));
  }

  function inOurWords() {
    const locale = document.getElementById("plotly-locale");
    if (!locale) return {};
    const language = document.documentElement.lang;
    return { locale: language, locales: { [language]: JSON.parse(locale.textContent) } };
  }

  // A click in Plotly's drawing is one on the link beneath.
  function follow(link, { ctrlKey = false, metaKey = false, shiftKey = false, altKey = false }) {
    const keys = { ctrlKey, metaKey, shiftKey, altKey };
    link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window, ...keys }));
  }

  // The drawing keeps its own size and is laid over the SVG, which its view box scales and puts in its place.
  function fit(box) {
    const plot = box.querySelector(".plot");
    if (!plot || !isShown(box)) return;
    const { left, top } = box.getBoundingClientRect();
    const { a, e, f } = box.querySelector("svg").getScreenCTM();
    plot.style.transform = `translate(${e - left}px, ${f - top}px) scale(${a})`;
  }

  // The server's drawing follows the theme by its style sheet; Plotly's is drawn anew.
  function drawAnew(box) {
    const plot = box.querySelector(".plot");
    window.Plotly.purge(plot);
    plot.remove();
    box.classList.remove("explored");
    delete box.dataset.state;
    if (isShown(box)) explore(box);
  }

  let drawnFor = theme();
  function followTheme() {
    if (drawnFor === theme()) return;
    drawnFor = theme();
    drawings().filter((box) => box.dataset.state === "explored").forEach(drawAnew);
  }
  isDark.addEventListener("change", followTheme);
  new MutationObserver(followTheme).observe(document.documentElement, { attributeFilter: ["data-theme"] });

  // Nearer, further, everything

  const time = (moment) => Date.parse(`${moment.replace(" ", "T")}Z`);
  const moment = (time) => new Date(time).toISOString().slice(0, 16);
  const show = (plot, range) => window.Plotly.relayout(plot, { "xaxis.range": range });

  function zoom(box, how) {
    const plot = box && box.querySelector(".plot");
    if (!plot) return;
    const [from, to] = plot.layout.xaxis.range.map(time);
    const [middle, half] = [(from + to) / 2, ((to - from) / 2) * (how === "in" ? 0.6 : 1 / 0.6)];
    show(plot, how === "all" ? plot.whole : [moment(middle - half), moment(middle + half)]);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".chart .explore, .chart [data-zoom]");
    if (!button) return;
    const box = drawingOf(chartOf(button));
    if (button.dataset.zoom) zoom(box, button.dataset.zoom);
    else {
      if (box.dataset.state === "lost") delete box.dataset.state;
      explore(box);
    }
  });

  // What is focused in the SVG beneath has its ring and its hover text in Plotly's drawing

  const linkAt = (event) => event.target.closest && event.target.closest(".drawing > svg a");
  const focusedIn = (box) => [...box.querySelectorAll("svg a")].find((link) => link === document.activeElement);

  function pointOf(plot, key) {
    let found = null;
    plot.data.forEach((trace, curveNumber) => {
      const pointNumber = trace.customdata ? trace.customdata.indexOf(key) : -1;
      // Of the same key are dates that slipped, drawn before their round, and days contested, after their zone.
      if (pointNumber >= 0 && !(found && trace.type === "bar")) found = { curveNumber, pointNumber };
    });
    return found;
  }

  const hasDays = ({ xaxis = "x" }, { layout }) => xaxis === "x" && layout.xaxis.type === "date";

  async function bringIntoView(plot, at) {
    const [from, to] = plot.layout.xaxis.range.map(time);
    if ((at - from) * (at - to) > 0) await show(plot, [from, to].map((end) => moment(end + at - (from + to) / 2)));
  }

  async function tell(link) {
    const box = link.closest(".drawing");
    const plot = box.querySelector(".plot");
    const point = plot && box.classList.contains("explored") && pointOf(plot, link.dataset.key);
    if (!point) return;
    const trace = plot.data[point.curveNumber];
    if (hasDays(trace, plot)) await bringIntoView(plot, time((trace.base || trace.x)[point.pointNumber]));
    if (focusedIn(box) !== link) return; // the reader has gone on
    window.Plotly.Fx.hover(plot, [point], (trace.xaxis || "x") + (trace.yaxis || "y"));
    ring(link);
  }

  // As both drawings have the same places, the ring stands where the SVG has the mark, moved and stretched as the
  // reader's zoom moves and stretches the days.
  function ring(link) {
    const plot = link.closest(".drawing").querySelector(".plot");
    const { key } = link.dataset;
    const point = pointOf(plot, key);
    if (!point) return;
    const trace = plot.data[point.curveNumber];
    const isBar = ({ type, customdata }) => type === "bar" && customdata.includes(key);
    const lasts = plot.data.some(isBar) || link.matches(".capsule") || link.querySelector("rect.disc");
    const { x, y, width, height } = (link.querySelector(MARK) || link).getBBox();
    let [left, right] = [x, x + width];
    if (hasDays(trace, plot)) {
      const [start, end] = plot.layout.xaxis.domain.map((part) => part * plot.layout.width);
      const [whole, shown] = [plot.whole, plot.layout.xaxis.range].map((range) => range.map(time));
      const zoomed = (at) => {
        const day = whole[0] + ((at - start) / (end - start)) * (whole[1] - whole[0]);
        return start + ((day - shown[0]) / (shown[1] - shown[0])) * (end - start);
      };
      if (lasts) [left, right] = [left, right].map((at) => Math.min(Math.max(zoomed(at), start), end));
      else [left, right] = [-width / 2, width / 2].map((half) => zoomed(x + width / 2) + half);
    }
    unring(plot);
    const around = document.createElement("div");
    around.className = "focus-ring";
    Object.assign(around.style, { left: `${left}px`, top: `${y}px`, width: `${right - left}px`, height: `${height}px` });
    plot.append(around);
  }

  function unring(plot) {
    plot.querySelectorAll(".focus-ring").forEach((ring) => ring.remove());
  }

  function hush(box) {
    if (box.classList.contains("explored")) window.Plotly.Fx.unhover(box.querySelector(".plot"));
  }

  document.addEventListener("focusin", (event) => {
    if (linkAt(event)) tell(linkAt(event));
  });
  document.addEventListener("focusout", (event) => {
    const box = linkAt(event) && linkAt(event).closest(".drawing.explored");
    if (!box) return;
    unring(box.querySelector(".plot"));
    hush(box);
  });
  // What hovers, over the pointer's mark or the focused one, is sent away.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawings().forEach(hush);
  });

  // When

  function offerToExplore() {
    for (const tools of document.querySelectorAll(".chart .controls")) {
      const box = drawingOf(chartOf(tools));
      tools.dataset.state = !box ? "" : box.dataset.state === "explored" ? "explored" : "offered";
    }
  }

  function lineAndScreenAllow() {
    const line = navigator.connection || {};
    const isSlow = line.saveData || /(^|-)[23]g$/.test(line.effectiveType || "");
    return !isSlow && matchMedia("(min-width: 760px)").matches;
  }

  function start() {
    offerToExplore();
    drawings().filter((box) => isShown(box) && idOf(box) && asked.has(idOf(box))).forEach((box) => explore(box));
  }

  for (const reach of ["pointerover", "touchstart", "focusin"]) {
    document.addEventListener(reach, (event) => {
      explore(event.target.closest && event.target.closest(".drawing[data-figure]"));
    }, { passive: true });
  }
  addEventListener("resize", () => {
    drawings().forEach(fit);
    offerToExplore();
  });
  document.addEventListener("DOMContentLoaded", () => {
    start();
    const whenIdle = window.requestIdleCallback || ((act) => setTimeout(act, 500));
    addEventListener("load", () => whenIdle(() => {
      if (lineAndScreenAllow()) drawings().filter((box) => "eager" in box.dataset && isShown(box)).forEach((box) => {
        explore(box, { isWanted: false });
      });
    }));
  });
  // Where htmx replaces parts of the page
  document.addEventListener("htmx:afterSettle", start);
})();
