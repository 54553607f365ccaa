// Small behaviours of every page: folding menu, windows, file lists, keys, words for lost requests, one submit only.
// Words come from data attributes of <body>; nothing here writes HTML.

const body = document.body;
const say = (name) => body.dataset["word" + name[0].toUpperCase() + name.slice(1)] ?? "";

function toast(text) {
  const stack = document.getElementById("toasts");
  if (!stack || !text) return;
  const note = document.createElement("div");
  note.className = "fq-toast";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = say("close");
  close.addEventListener("click", () => note.remove());
  note.append(words, close);
  stack.replaceChildren(note);
}

// --- Alpine (CSP build): named components only -------------------------------------------------------------------
document.addEventListener("alpine:init", () => {
  const Alpine = window.Alpine;

  Alpine.data("menu", () => ({
    open: false,
    toggle() { this.open = !this.open; },
    close() { this.open = false; },
    // Which chapters somebody left open is remembered; a folded menu shows the icons of all.
    chapter() {
      setTimeout(() => {
        const open = [...this.$root.querySelectorAll(".fq-chapter[open]")].map((each) => each.dataset.chapter);
        document.cookie = `fq_chapters=${open.join(".") || "."}; path=/; max-age=${365 * 24 * 3600}; samesite=lax`;
      });
    },
    fold() {
      const root = document.documentElement;
      const folded = root.dataset.menu !== "folded";
      for (const each of this.$root.querySelectorAll(".fq-chapter")) {
        if (folded) each.dataset.was = each.open ? "open" : "shut";
        each.open = folded || each.dataset.was === "open";
      }
      if (folded) root.dataset.menu = "folded";
      else delete root.dataset.menu;
      const year = 365 * 24 * 3600;
      document.cookie = `fq_menu=${folded ? "folded" : ""}; path=/; max-age=${folded ? year : 0}; samesite=lax`;
    },
  }));

  // A file field lists what was chosen, with a picture of pictures; refuses what is over data-max bytes before sending.
  Alpine.data("files", () => ({
    init() {
      const input = this.$root.querySelector("input[type=file]");
      const list = this.$root.querySelector("[data-files]");
      input.addEventListener("change", () => showFiles(input, list));
    },
  }));
});

function showFiles(input, list) {
  const limit = Number(input.dataset.max || 0);
  const kept = new DataTransfer();
  const rows = [];
  for (const file of input.files) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    const size = document.createElement("small");
    name.textContent = file.name;
    size.textContent = file.size > 1048576 ? `${(file.size / 1048576).toFixed(1)} MB` : `${Math.ceil(file.size / 1024)} KB`;
    row.append(name, size);
    if (limit && file.size > limit) {
      size.textContent += ` ${say("huge")}`;
      row.className = "fq-field-error";
    } else {
      kept.items.add(file);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-sm btn-ghost";
      remove.textContent = say("remove");
      remove.addEventListener("click", () => {
        const rest = new DataTransfer();
        for (const other of input.files) if (other !== file) rest.items.add(other);
        input.files = rest.files;
        showFiles(input, list);
      });
      row.append(remove);
    }
    rows.push(row);
  }
  if (kept.files.length !== input.files.length) input.files = kept.files;
  list.replaceChildren(...rows);
}

// --- windows: <button data-opens="id"> opens <dialog id="id">, a click beside it closes it ------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.matches("dialog.fq-dialog")) event.target.close();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-prints]")) window.print();
  const offer = event.target.closest("[data-fills]");
  if (offer) takeOffer(offer);
});

// --- <input data-hides="3">: unticked, the marked words with data-finding="3" are shown as they will go out -----------------
document.addEventListener("change", (event) => {
  const number = event.target.dataset?.hides;
  if (number === undefined) return;
  for (const mark of document.querySelectorAll(`mark[data-finding="${number}"]`)) mark.classList.toggle("is-shown", !event.target.checked);
});

// --- <button data-fills="id" data-value="…">: one tap fills a field; a second field (-too) only while it is empty --------
function takeOffer(offer) {
  const { fills, value, fillsToo, valueToo } = offer.dataset;
  const second = fillsToo && document.getElementById(fillsToo);
  if (second && !second.value) second.value = valueToo;
  const first = document.getElementById(fills);
  first.value = value;
  first.dispatchEvent(new Event("change", { bubbles: true }));
  first.focus();
}

// --- keys --------------------------------------------------------------------------------------------------------
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

function moveRow(step) {
  const rows = [...document.querySelectorAll("[data-rows] > tr, [data-rows] > li")].filter((row) => row.querySelector("a[data-open]"));
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step))];
  for (const row of rows) row.classList.toggle("is-current", row === next);
  next.querySelector("a[data-open]").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// --- <input data-picks> ticks every row of its table; the bar of the form that they belong to says how many ---------------
function countPicks() {
  const boxes = [...document.querySelectorAll("td.is-pick input")];
  const chosen = boxes.filter((box) => box.checked).length;
  const all = document.querySelector("[data-picks]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const shown = document.querySelector("[data-chosen]");
  if (shown) shown.textContent = chosen;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-picks]")) for (const box of document.querySelectorAll("td.is-pick input")) box.checked = event.target.checked;
  if (event.target.closest(".is-pick")) countPicks();
});
document.addEventListener("reset", () => setTimeout(countPicks));
window.addEventListener("pageshow", countPicks);

const KEYS = {
  "/": () => document.getElementById("search")?.select(),
  n: () => document.querySelector('[data-key="n"]')?.click(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => document.querySelector("[data-rows] > .is-current .is-pick input")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.getElementById("search")?.select();
    return;
  }
  if (event.key === "Escape" && typing(event.target) && !event.target.closest("dialog")) event.target.blur();
  if (event.ctrlKey && event.key === "Enter") event.target.closest("form")?.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const action = KEYS[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

// --- <form data-locates>: says where one stands in its fields lat and lon, if the phone knows soon; nothing keeps it ------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.locates === undefined || form.dataset.located || event.submitter?.hasAttribute("formaction") || !navigator.geolocation) return;
  event.preventDefault();
  const go = () => {
    form.dataset.located = "1";
    form.requestSubmit(event.submitter);
  };
  const found = ({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(5);
    form.elements.lon.value = coords.longitude.toFixed(5);
    go();
  };
  navigator.geolocation.getCurrentPosition(found, go, { timeout: 4000, maximumAge: 60000 });
});

// --- <button data-stands="id">: puts where one stands into a field, "28.12345, 120.12345"; shown where there is a way to know ------
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stands]");
  if (!button || button.hasAttribute("aria-busy")) return;
  const field = document.getElementById(button.dataset.stands);
  const over = () => button.removeAttribute("aria-busy");
  button.setAttribute("aria-busy", "true");
  const found = ({ coords }) => {
    field.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    over();
    field.focus();
  };
  const failed = () => {
    over();
    toast(button.dataset.failed);
  };
  navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
});
if (navigator.geolocation) for (const button of document.querySelectorAll("[data-stands]")) button.hidden = false;

// --- a form is sent once; its button says so -----------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.dataset.many !== undefined) return;
  const button = event.submitter;
  // A page that stays, as files are taken from it, may give another file at once: only the same button waits.
  const again = form.dataset.download === undefined || !button ? form.dataset.sent : button.hasAttribute("aria-busy");
  if (again) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  sayPost(form);
  if (button) {
    button.setAttribute("aria-busy", "true");
    button.title = say("sending");
  }
  if (form.dataset.download !== undefined) setTimeout(() => release(form), 3000);
});

// In which post the page was opened: a form is not taken in another one unawares.
function sayPost(form) {
  if (!body.dataset.post || form.elements.in_post || new URL(form.action).origin !== location.origin) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "in_post";
  field.value = body.dataset.post;
  form.append(field);
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("title");
  }
}
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => event.target.closest?.("form") && release(event.target.closest("form")));

// --- <form data-by="kind">: of its parts <fieldset data-of="code"> those of what is chosen in its field alone are shown -----------
function ofKind(form) {
  const chosen = form.elements[form.dataset.by]?.value.split(":")[0];
  for (const part of form.querySelectorAll("[data-of]")) part.hidden = part.disabled = part.dataset.of !== chosen;
}
for (const form of document.querySelectorAll("form[data-by]")) {
  ofKind(form);
  form.elements[form.dataset.by]?.addEventListener("change", () => ofKind(form));
}

// A filter that sends itself when it changes: <form data-auto>.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-auto] select")) event.target.form.requestSubmit();
});

// --- requests that were lost or refused, in words -------------------------------------------------------------------
document.addEventListener("htmx:sendError", () => toast(say("offline")));
document.addEventListener("htmx:timeout", () => toast(say("offline")));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 422 && responseText) {
    toast(responseText); // the server's own sentence
    return;
  }
  toast(say(status === 403 || status === 401 ? "denied" : status === 404 || status === 409 ? "gone" : "failed"));
});
