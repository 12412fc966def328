// What pages do beyond their forms; everything works without it.
"use strict";

// What cannot be undone is asked once more.
document.addEventListener("submit", (event) => {
  const ask = event.target.dataset.ask;
  if (ask && !window.confirm(ask)) event.preventDefault();
});

// A button that was pressed is not pressed twice; the page that follows has new ones.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "get") return;
  const pressed = event.submitter;
  window.setTimeout(() => { if (pressed) pressed.disabled = true; });
});
window.addEventListener("pageshow", () => {
  for (const one of document.querySelectorAll("form button[disabled]:not([data-off])")) one.disabled = false;
});

// A part that cannot follow says so in one line before it, until it can again: "away" (the network, the
// server), "out" (nobody is signed in any more), "shut" (not theirs to see now), "long" (too much was written).
function say(part, what) {
  const before = part.previousElementSibling;
  const said = before?.matches("[data-behind]") ? before : null;
  if ((said?.dataset.behind ?? "") === what) return;
  said?.remove();
  if (!what) return;
  const line = document.getElementById(`behind-${what}`).content.cloneNode(true);
  // What was written in a form stays where it is.
  if (part.closest("form")) for (const link of line.querySelectorAll("a")) link.target = "_blank";
  part.before(line);
}
function behind(answer) {
  if (answer.type === "opaqueredirect") return "out";
  if (answer.ok) return "";
  if (answer.status === 413) return "long";
  return answer.status >= 500 || answer.status === 429 ? "away" : "shut";
}
const A_WHILE = 30_000;  // milliseconds until a server that says nothing counts as away

// What stands at an address now: its HTML, or none, and that it is none is said before the part.
async function fresh(part, address, more = {}) {
  try {
    const answer = await fetch(address, {
      ...more, headers: { Accept: "text/html" }, redirect: "manual", signal: AbortSignal.timeout(A_WHILE),
    });
    const html = answer.ok ? await answer.text() : null;
    say(part, behind(answer));
    return html;
  } catch {
    say(part, "away");
    return null;
  }
}

// Parts that fill while somebody watches: <section data-refresh="ADDRESS" data-every="SECONDS">.
async function refresh(part) {
  if (part.asking || document.hidden || part.contains(document.activeElement)) return;
  part.asking = true;
  const html = await fresh(part, part.dataset.refresh);
  part.asking = false;
  if (html === null) return;
  const open = [...part.querySelectorAll("details[open]")].map((one) => one.querySelector("summary")?.textContent);
  part.innerHTML = html;
  for (const one of part.querySelectorAll("details")) {
    if (open.includes(one.querySelector("summary")?.textContent)) one.open = true;
  }
  if (part.querySelector("[data-finished]")) { window.clearInterval(part.timer); }
}
for (const part of document.querySelectorAll("[data-refresh]")) {
  part.timer = window.setInterval(refresh, 1000 * Number(part.dataset.every || 5), part);
}

// Forms whose numbers follow what is chosen: <form data-live="ADDRESS"> with <div data-live-part>.
for (const form of document.querySelectorAll("form[data-live]")) {
  const place = form.querySelector("[data-live-part]");
  let waiting = 0, asked = 0;
  const ask = async () => {
    const mine = asked += 1;
    const body = new URLSearchParams(new FormData(form));  // a book does not fit into an address
    const html = await fresh(place, form.dataset.live, { method: "POST", body });
    if (html !== null && mine === asked) place.innerHTML = html;
  };
  form.addEventListener("input", () => { window.clearTimeout(waiting); waiting = window.setTimeout(ask, 350); });
  if (place.dataset.livePart === "now") ask();
}

// One menu is open at a time, and Escape closes it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of document.querySelectorAll(".me[open], .menu-on-phones[open]")) {
    one.open = false;
    one.querySelector("summary").focus();
  }
});

// A page with faults begins at them; one that has not been written to the end is not lost unasked.
document.querySelector(".faults a")?.focus();
