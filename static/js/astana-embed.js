// Keeps each chart of the Astana Record on this page as high as it needs to be. It is not changed any more:
// pages may pin it by its sum. It writes heights of frames and nothing else; it asks for nothing, keeps nothing.
(function () {
  "use strict";
  const site = new URL(document.currentScript.src).origin;
  const isOurs = (frame) => {
    const { origin, pathname } = new URL(frame.src || "about:blank", document.baseURI);
    return origin === site && /\/embed\/[\w-]+\/$/.test(pathname);
  };
  const frames = () => [...document.querySelectorAll("iframe")].filter(isOurs);

  // A frame in a sandbox has no origin to be known by: it is known by being one of ours.
  addEventListener("message", ({ source, data }) => {
    if (!data || data.type !== "astana:height" || !Number.isFinite(data.height)) return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame) frame.style.height = `${Math.min(Math.max(Math.ceil(data.height), 200), 1000)}px`;
  });

  // Those that spoke before this was here say it again; those that come later speak by themselves.
  const ask = () => frames().forEach((frame) => frame.contentWindow.postMessage({ type: "astana:ask" }, "*"));
  ask();
  addEventListener("DOMContentLoaded", ask);
})();
