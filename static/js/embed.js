// What a chart does in its frame. Without this it is complete: it is only not as high as it should be.
//
// It tells the page around it how high it is, whenever that changes, in the words that pages listen for:
// WordPress (where the address has a secret), AMP, Medium and Embedly, pym.js (where it has a childId), and our
// own, which astana-embed.js hears. In WordPress, whose sandbox opens no windows, it says which link was followed.
// In a sandbox the frame belongs to no site: nothing is fetched here, and nothing kept.
(function () {
  "use strict";

  const host = window.parent;
  if (host === window) return; // a page of its own, which would talk to itself

  const [LOWEST, HIGHEST] = [200, 1000];
  // As wide as the bar by which a page is scrolled, and a little more
  const A_BAR = 20;
  const childId = (/[?&]childId=([\w-]+)/.exec(location.search) || [])[1];
  const content = document.getElementById("main");
  const fixed = Number(document.body.dataset.height);
  const told = { height: 0, width: 0 };

  const say = (message) => host.postMessage(message, "*");
  // WordPress may give it to a page that is there already
  const secretOf = () => (/[#?&]secret=(\w+)/.exec(location.hash) || [])[1];

  function tell(height) {
    const secret = secretOf();
    if (secret) say({ message: "height", value: height, secret });
    say({ sentinel: "amp", type: "embed-size", height });
    say(JSON.stringify({ src: location.href, context: "iframe.resize", height }));
    if (childId) say(["pym", childId, "height", height].join("xPYMx"));
    say({ type: "astana:height", height, ...(childId && { id: childId }) });
  }

  // The height of what is in the page, which does not depend on that of the frame
  function measure() {
    const needed = fixed || Math.ceil(content.getBoundingClientRect().height);
    const height = Math.min(Math.max(needed, LOWEST), HIGHEST);
    const width = innerWidth;
    if (height === told.height) return;
    // A frame that grows may bring its page a bar, which takes width from the frame and makes its drawing lower,
    // which takes the bar away, and so on for ever: for that little width no frame gets lower.
    const moved = Math.abs(width - told.width);
    if (height < told.height && moved > 0 && moved <= A_BAR) return;
    Object.assign(told, { height, width });
    tell(height);
  }

  // A frame out of sight, as WordPress has it at first, is not observed: so once without being asked.
  measure();
  new ResizeObserver(measure).observe(content);

  // A page that was not listening yet asks later.
  addEventListener("message", ({ source, data }) => {
    if (source !== host || !data) return;
    const isWordPress = data.message === "ready" && data.secret && data.secret === secretOf();
    if (!isWordPress && data.type !== "astana:ask") return;
    told.height = 0;
    measure();
  });

  document.addEventListener("click", (event) => {
    const secret = secretOf();
    const link = secret && event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    say({ message: "link", value: new URL(link.getAttribute("href"), location.href).href, secret });
  });
})();
