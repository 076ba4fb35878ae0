// In every page that `plumbline serve` shows: loads it anew when there is a newer one, and says what is wrong with the last edit.
// The reader stays at the object that they were at, whatever has changed above it; the state of a demo stands in the address.
const { searchParams } = new URL(document.currentScript.src);
const asked = new URLSearchParams({ after: searchParams.get("after"), page: location.pathname });
const events = new EventSource(`/-/events?${asked}`);
const panel = document.createElement("plumb-problems");
const parts = panel.attachShadow({ mode: "open" });
const style = new CSSStyleSheet();
style.replaceSync(`
  :host { position: fixed; inset: auto 0 0 0; z-index: 99; font: 13px/1.5 ui-monospace, monospace; }
  details { max-height: 50vh; overflow: auto; background: #fff; color: #1d1d1b; border-top: 3px solid #a3244b; }
  details.shown { border-color: #8a5a00; }
  summary { padding: 6px 16px; cursor: pointer; font-weight: 600; }
  pre { margin: 0; padding: 0 16px 12px; overflow-x: auto; font: inherit; }
  @media (prefers-color-scheme: dark) { details { background: #1c1c1f; color: #eceae4; } }
  @media print { :host { display: none; } }
`);
parts.adoptedStyleSheets = [style];
panel.setAttribute("role", "status");
document.body.append(panel);

function show({ summary, problems, running, kept }) {
  const wasOpen = parts.querySelector("details")?.open;
  parts.replaceChildren();
  if (!problems && !running.length) return;
  const details = document.createElement("details");
  details.open = wasOpen ?? kept;
  details.className = kept ? "" : "shown";
  const heading = document.createElement("summary");
  const counted = [summary, ...(running.length ? [`running: ${running.join("; ")}`] : [])].join("; ");
  heading.textContent = kept ? `${counted}: this is the page as it was last built` : counted;
  const text = document.createElement("pre");
  text.textContent = problems;
  text.tabIndex = 0;  // a keyboard scrolls it
  details.append(heading, text);
  parts.append(details);
}

const KEY = "-/preview/at";
const SETTLING_MS = 1500;  // in which what scripts draw takes its room

function leave() {
  const above = [...document.querySelectorAll("main [id]")].filter((element) => element.getBoundingClientRect().top <= 1);
  const at = above.findLast((element) => element.getClientRects().length);
  const place = at ? { id: at.id, top: at.getBoundingClientRect().top } : { id: "", top: -scrollY };
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, ...place }));
  location.reload();
}

function arrive() {
  const { path, id, top } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  sessionStorage.removeItem(KEY);
  if (path !== location.pathname) return;
  history.scrollRestoration = "manual";
  const stay = () => {
    const now = document.getElementById(id)?.getBoundingClientRect().top ?? -scrollY;
    scrollBy({ top: now - top, behavior: "instant" });
  };
  const watch = new ResizeObserver(stay);
  const stop = () => watch.disconnect();
  watch.observe(document.body);
  for (const act of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(act, stop, { once: true });
  setTimeout(stop, SETTLING_MS);
  addEventListener("pagehide", () => (history.scrollRestoration = "auto"));
}

arrive();
events.addEventListener("built", leave);
events.addEventListener("status", (event) => show(JSON.parse(event.data)));
