// The page of a joint incident: counts on by the second, says when it was last up to date, and never takes away what
// somebody is typing. Words come from data attributes; nothing here writes HTML.

const two = (n) => String(n).padStart(2, "0");

function count() {
  for (const place of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() + skew - Date.parse(place.dataset.since)) / 1000));
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    place.textContent = hours ? `${hours}:${rest}` : rest;
  }
}
let skew = 0; // between this clock and the server's, from the Date of its answers
count();
setInterval(count, 1000);

function say(name) {
  const place = document.querySelector("[data-updated]");
  if (!place) return;
  const now = new Date(Date.now() + skew);
  place.textContent = name === "updated" ? `${place.dataset.wordUpdated} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}` : place.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
  place.classList.toggle("is-lost", name === "lost");
}

const live = (event) => event.target.id === "joint-live";
// Typing in a part, or a form unfolded in it: it is left alone until the next time.
const busy = (part) => {
  const at = document.activeElement;
  return (part.contains(at) && at.matches("input:not([type=hidden]), textarea, select")) || part.querySelector("details.fq-move[open]") !== null;
};

document.addEventListener("htmx:beforeRequest", (event) => {
  if (live(event) && document.hidden) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!live(event) || event.detail.xhr.status === 204) return;
  if (event.detail.xhr.status === 286) return;
  if (busy(event.detail.target) || busy(document.getElementById("joint-lead"))) {
    event.detail.shouldSwap = false;
    say("held");
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!live(event)) return;
  const sent = Date.parse(event.detail.xhr.getResponseHeader("Date") ?? "");
  if (sent && Math.abs(sent - Date.now()) > 2000) skew = sent - Date.now();
  if (event.detail.xhr.status === 204) say("updated");
  if (!event.detail.successful) say("lost");
});
document.addEventListener("htmx:sendError", (event) => live(event) && say("lost"));
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "joint-live") return;
  count();
  say("updated");
});
