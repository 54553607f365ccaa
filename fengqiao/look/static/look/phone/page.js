// The page of a phone: today's tasks, one big button, and what is not uploaded yet. Words come from data attributes of
// <body>; nothing here writes HTML. Whose page it is says a cookie, which goes when somebody logs out.

import { drawAsked, handPart, takenTasks } from "./hand.js";
import { newId, sealed } from "./message.js";
import "./install.js";
import { at, button, clock, cookie, date, day, limit, made, me, note, say } from "./parts.js";
import { pictured } from "./photo.js";
import { aboutPart, proofPart } from "./said.js";
import { scan, scans } from "./scan.js";
import { bytesOf, heard, keepTasks, nextNumber, photoHeard, photos, put, putPhoto, receipts, tasksOf, unsent } from "./store.js";
import { drawVisits } from "./visits.js";

const MANY = 50;

// --- what is shown ------------------------------------------------------------------------------------------------
let expired = false;
const scanned = () => /^#([0-9a-f-]{36})\/([0-9]{1,8})$/.exec(location.hash);

async function show() {
  const mine = me();
  const all = await unsent();
  const own = all.filter((each) => each.by === mine);
  const told = mine ? await tasksOf(mine) : undefined;
  const pictures = await photos();
  const left = all.length + pictures.filter((each) => !all.some((other) => other.id === each.id)).length; // a photo counts once
  if (mine !== me()) return; // somebody else came in between
  at("unsent").textContent = left ? say("unsent", { n: left }) : say("allSent");
  at("bar").classList.toggle("is-waiting", left > 0);
  at("export").hidden = at("codes").hidden = !own.length;
  if (!own.length) at("shown").hidden = true;
  at("name").textContent = told?.name ?? "";
  at("log-in").hidden = Boolean(mine) && !expired;
  at("log-in").querySelector("span").textContent = expired ? say("expired") : say("nobody");
  at("line").textContent = navigator.onLine ? "" : say("offline");
  at("fresh").textContent = told ? say("fresh", { when: `${date(told.server_at)} ${clock(told.server_at)}` }) : "";
  for (const each of ["study", "placement"]) at(`own-${each}`).hidden = !told?.own?.[each];
  const got = (await receipts()).filter((each) => each.by === mine);
  const asked = mine ? (told?.asked ?? []).filter((each) => each.task.ends > Date.now()) : [];
  drawAsked(at("asked"), asked, own, got, (id, reply) => writeHand(mine, { what: "reply", offer: id, reply }));
  const tasks = mine ? [...(told?.activities ?? []), ...takenTasks(asked, own, got)] : [];
  drawTasks(tasks, own, got, mine, pictures.filter((each) => each.by === mine));
  await drawVisits(mine, told?.visits, own, got, (stop, met, concern = "") => writeVisit(mine, stop, met, concern), show);
}

function drawTasks(tasks, own, got, mine, pictures) {
  const list = at("tasks");
  const open = list.querySelector("details[open]")?.dataset.id;
  const hash = scanned();
  const rows = [...tasks];
  if (mine && hash && !rows.some((each) => each.id === hash[1])) rows.unshift({ id: hash[1], title: say("scanned"), place: "", starts: Date.now(), ends: Date.now(), early: 60, late: 60, ways: ["code"], people: [] });
  const now = Date.now();
  const next = rows.find((each) => hash?.[1] === each.id) ?? rows.find((each) => !each.came && each.ends > now && !state(each, own, got, mine).done) ?? rows.find((each) => each.ends > now);
  const cards = rows.filter((each) => each === next || each.ends > now - limit("photoHours") * 3600000).map((each) => card(each, own, got, mine, each === next, open, pictures.filter((photo) => photo.activity === each.id)));
  list.replaceChildren(...cards.sort((one, other) => Number(other.classList.contains("is-next")) - Number(one.classList.contains("is-next"))));
  at("none").hidden = !mine || cards.length > 0 || !at("asked").hidden;
}

const opens = (task) => task.starts - task.early * 60000;
const inTime = (task) => opens(task) <= Date.now() && Date.now() <= task.starts + task.late * 60000;
// What another check-in can put right: then a lead need not look.
const CURED = new Set(["time", "code", "place", "rough", "nowhere", "untold"]);

// Where somebody stands: on the server already, in the outbox, refused, or not checked in. What was doubted is done, with a mark, and
// the big button goes on; whoever signed before the time is asked again once it has come.
function state(task, own, got, who) {
  const entry = [...own].reverse().find((each) => each.activity === task.id && each.who === who); // findLast is younger than many phones
  const all = got.filter((each) => each.activity === task.id && each.who === who).sort((one, other) => one.at - other.at);
  const receipt = all.find((each) => !each.doubts.length) ?? all[all.length - 1];
  const came = who === me() ? task.came : task.people.some((each) => each.id === who && each.came);
  if (entry?.refused) return { done: false, tone: "is-bad", text: say("refused", { why: entry.refused }) };
  if (entry) return { done: true, tone: "is-kept", text: say("kept") };
  if (receipt?.doubts.length && !came) {
    const marks = receipt.marks ?? [];
    const curable = marks.length > 0 && marks.every((each) => CURED.has(each)) && Date.now() <= task.starts + task.late * 60000;
    return { done: !(marks.includes("time") && curable && inTime(task)), again: curable, tone: "is-kept", text: say("doubtful", { why: receipt.doubts.join(" · ") }) };
  }
  if (receipt || came) return { done: true, tone: "is-done", text: receipt ? say("received", { receipt: receipt.receipt.slice(0, 8) }) : say("came") };
  return { done: false, tone: "", text: "" };
}

function card(task, own, got, mine, next, open, pictures) {
  const node = made("li", "", next ? "task is-next" : "task");
  const where = state(task, own, got, mine);
  const head = made("h2", task.title);
  const when = made("p", `${date(task.starts)} ${clock(task.starts)}–${clock(task.ends)}${task.place ? ` · ${task.place}` : ""}`, "when");
  node.append(head, ...(task.subject ? [made("p", task.subject, "subject")] : []), when, ...aboutPart(task, opens(task), where.done));
  if (where.text) node.append(made("p", where.text, `state ${where.tone}`));
  if ((next && !where.done) || (where.again && retried.has(task.id))) node.append(acts(task, mine));
  else if (where.again) node.append(inTime(task) ? button(say("again"), "plain", async () => { retried.add(task.id); await show(); }) : made("p", say("againAt", { when: `${date(opens(task))} ${clock(opens(task))}` }), "when"));
  if (where.again) wake(opens(task));
  if (!toBeTold(task)) node.append(...photoPart(task, got, mine, pictures));
  const to = (activity, receiver) => writeHand(mine, { what: "offer", activity, to: receiver });
  if (!where.done) node.append(...handPart(task, own, got, to, (offer, reply) => writeHand(mine, { what: "reply", offer, reply })));
  node.append(...proofPart(task));
  if (task.people.length) node.append(roll(task, own, got, mine, open === task.id));
  return node;
}

// Photos: from a while before it begins until some hours after its end, as the pack says.
function photoPart(task, got, mine, pictures) {
  const now = Date.now();
  const there = Math.max(task.photos ?? 0, got.filter((each) => each.activity === task.id && each.photo).length);
  const found = [];
  if (there) found.push(made("p", say("photosThere", { n: there }), "state is-done"));
  const waiting = pictures.filter((each) => !each.refused);
  if (waiting.length) found.push(made("p", say("photosKept", { n: waiting.length }), "state is-kept"));
  for (const each of pictures.filter((photo) => photo.refused)) found.push(made("p", say("refused", { why: each.refused }), "state is-bad"));
  if (task.over || now < task.starts - Math.max(task.early, 60) * 60000 || now > task.ends + limit("photoHours") * 3600000) return found;
  const label = made("label", say("photo"), "as-button file");
  const input = made("input");
  input.type = "file";
  input.accept = "image/*";
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await takePhoto(task, mine, file);
  });
  label.append(input);
  return [...found, label];
}

async function takePhoto(task, by, file) {
  note(say("developing"));
  const now = Date.now();
  const found = await position();
  const spot = found ? `${found.latitude.toFixed(5)}, ${found.longitude.toFixed(5)} ±${Math.round(found.accuracy)} m` : say("noPlace");
  let picture;
  try {
    const lines = { when: `${day(now)} ${clock(now)}`, where: [task.place, spot].filter(Boolean).join(" · "), task: task.title };
    picture = await pictured(file, document.body.dataset.mark.split(" ").filter(Boolean).map((each) => lines[each]));
  } catch { note(say("noPicture")); return; }
  if (picture.size > limit("bytes")) { note(say("largePicture", { most: Math.floor(limit("bytes") / 1048576) })); return; }
  if (by !== me()) { await show(); return; }
  const message = await headed({ what: "photo", by, activity: task.id, at: now, ...placed(found), sha256: picture.sha256, size: picture.size });
  await putPhoto(message, picture.bytes);
  note(say("keptHere"));
  await show();
  await send();
}

// Before a patrol: what a volunteer may not do, until it was tapped on; the tap is kept here and sent when there is a line.
const tapped = (id) => `fq-told.${me()}.${id}`;
const tap = (id) => localStorage.getItem(tapped(id)) ?? ""; // "kept 1790000000000", "sent 1790000000000": whether the server knows, and when
const tapAt = (id) => Number(tap(id).split(" ")[1]) || null;
const toBeTold = (task) => Boolean(task.bounds?.length) && !tap(task.id);
function bounds(task) {
  const box = made("div", "", "bounds");
  box.append(made("h3", say("bounds")));
  const list = made("ul");
  for (const each of task.bounds) list.append(made("li", each));
  box.append(list, button(say("understood"), "big", async () => { localStorage.setItem(tapped(task.id), `kept ${Date.now()}`); await show(); await sendTaps(); }));
  return box;
}
async function sendTaps() {
  const start = tapped("");
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(start) && localStorage.getItem(each).startsWith("kept"))) {
    try {
      const answer = await fetch(`/volunteers/told/${key.slice(start.length)}/`, { method: "POST", credentials: "same-origin", redirect: "error", headers: { "X-CSRFToken": cookie("csrftoken") } });
      if (answer.ok || answer.status === 404) localStorage.setItem(key, localStorage.getItem(key).replace("kept", "sent"));
    } catch { return; }
  }
}

let opening = 0;
const wake = (when) => { // the page is drawn anew when a check-in opens
  const left = when - Date.now();
  if (left <= 0 || left >= 86400000) return;
  clearTimeout(opening);
  opening = setTimeout(show, left + 500);
};
let able = false; // whether this phone reads codes within the page
const forced = new Set(); // checked in early all the same, until the page is opened anew
const retried = new Set(); // doubted, and tried once more
function acts(task, mine) {
  if (toBeTold(task)) return bounds(task);
  const box = made("div", "", "acts");
  // Too early the big button waits: one tap cannot be taken back, and would be doubted. Whoever knows better may still.
  if (Date.now() < opens(task) && !forced.has(task.id)) {
    const waits = made("button", say("early", { when: `${date(opens(task))} ${clock(opens(task))}` }), "big");
    waits.type = "button";
    waits.disabled = true;
    box.append(waits, button(say("earlyAnyway"), "plain", async () => { forced.add(task.id); await show(); }));
    wake(opens(task));
    return box;
  }
  if (task.ways.includes("place")) box.append(button(say("here"), "big", () => byPlace(task, mine)));
  if (task.ways.includes("code")) {
    const first = !task.ways.includes("place"); // the code is the first way
    if (able) box.append(button(say("scan"), first ? "big" : "", () => byCamera(task, mine)));
    const form = made("form", "", "code");
    const label = made("label", say("code"));
    const input = made("input");
    input.inputMode = "numeric";
    input.autocomplete = "one-time-code";
    input.maxLength = 7;
    input.name = "code";
    const hash = scanned();
    if (hash?.[1] === task.id) input.value = hash[2];
    label.append(input);
    form.append(label, made("button", say("withCode"), first && !able ? "big" : "plain"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const code = input.value.replace(/\D/g, "");
      if (code.length !== 6) { note(say("codeSix")); return; }
      history.replaceState(null, "", location.pathname);
      await write(task, mine, { way: "code", code });
    });
    box.append(form);
    if (!able) box.append(made("p", say("scanElse"), "when"));
  }
  if (!task.ways.includes("place") && !task.ways.includes("code")) box.append(made("p", say("byLead"), "when"));
  return box;
}

function roll(task, own, got, mine, open) {
  const box = made("details");
  box.dataset.id = task.id;
  box.open = open;
  box.append(made("summary", say("roll", { n: task.people.length })));
  const list = made("ul", "", "roll");
  for (const person of task.people.filter((each) => each.id !== mine)) {
    const line = made("li", person.name);
    const where = state(task, own, got, person.id);
    line.append(where.done ? made("span", where.text, `state ${where.tone}`) : button(say("present", { name: person.name }), "plain", () => write(task, person.id, { way: "list" })));
    list.append(line);
  }
  box.append(list);
  return box;
}

// --- checking in --------------------------------------------------------------------------------------------------
const whole = (degrees) => Math.round(degrees * 1000000);
function position() {
  return new Promise((done) => {
    if (!navigator.geolocation) { done(null); return; }
    navigator.geolocation.getCurrentPosition((found) => done(found.coords), () => done(null), { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 });
  });
}

const placed = (found) => (found ? { lat: whole(found.latitude), lon: whole(found.longitude), accuracy: Math.round(found.accuracy) } : {});

async function byPlace(task, who) {
  note(say("locating"));
  const found = await position();
  if (!found) { note(say("nowhere")); }
  await write(task, who, { way: "place", ...placed(found) });
}

// The code of another activity opens that one: nobody is checked in to what they do not see.
async function byCamera(task, who) {
  const found = await scan();
  if (!found || who !== me()) return;
  if (found.activity === task.id) await write(task, who, { way: "code", code: found.code });
  else { location.hash = `#${found.activity}/${found.code}`; note(say("scanOther")); }
}

async function headed(fields) {
  const device = await nextNumber(newId());
  return sealed({ v: 2, id: newId(), device: device.id, seq: device.seq, at: Date.now(), lat: null, lon: null, accuracy: null, ...fields });
}

async function write(task, who, over) {
  const by = me();
  if (!by) { await show(); return; }
  await put(await headed({ what: "check", by, who, activity: task.id, way: "place", code: "", told: tapAt(task.id), ...over }));
  retried.delete(task.id);
  note(say("keptHere"));
  await show();
  await send();
}

async function writeVisit(by, stop, met, concern) {
  if (!by || by !== me()) { await show(); return; }
  await put(await headed({ what: "visit", by, visitee: stop.id, met, concern }));
  note(say("keptHere"));
  await show();
  await send();
}

async function writeHand(by, fields) {
  if (!by || by !== me()) { await show(); return; }
  await put(await headed({ by, ...fields }));
  note(say("keptHere"));
  await show();
  await send();
}

// --- uploading ----------------------------------------------------------------------------------------------------
let sending = false;
async function send() {
  if (sending || !me()) return;
  sending = true;
  let handed = false; // then the lists have changed on the server
  try {
    for (;;) {
      const batch = (await unsent()).filter((each) => each.by === me() && !each.refused).slice(0, MANY);
      if (!batch.length) break;
      const answer = await fetch("/duties/outbox/", {
        method: "POST", credentials: "same-origin", redirect: "error",
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
        body: JSON.stringify({ sent_at: Date.now(), messages: batch }),
      });
      expired = answer.status === 401;
      if (!answer.ok) break;
      const told = await answer.json();
      for (const each of told.answers) await heard(each);
      handed ||= batch.some((each) => each.what === "offer" || each.what === "reply");
      if (told.answers.every((each) => !each.receipt && !each.refused)) break;
      note(say("uploaded"));
    }
    if (!expired) await sendPhotos(me());
  } catch { /* no line: it stays and goes next time */ } finally {
    sending = false;
    await (handed ? refresh() : show());
  }
}

// The bytes of photos, each after the message that names it was received.
async function sendPhotos(mine) {
  const named = new Set((await unsent()).map((each) => each.id));
  for (const each of (await photos()).filter((photo) => photo.by === mine && !photo.refused && !named.has(photo.id))) {
    if (mine !== me()) return;
    const answer = await fetch(`/duties/outbox/${each.id}/photo/`, {
      method: "POST", credentials: "same-origin", redirect: "error", headers: { "Content-Type": "image/jpeg", "X-CSRFToken": cookie("csrftoken") }, body: await bytesOf(each.id),
    });
    expired = answer.status === 401;
    if (!answer.ok && answer.status !== 422) return;
    await photoHeard(each.id, await answer.json());
    note(say("uploaded"));
  }
}

async function refresh() {
  try {
    const answer = await fetch("/phone/today/", { credentials: "same-origin", redirect: "error", headers: { Accept: "application/json" } });
    expired = answer.status === 401 && Boolean(me());
    if (answer.ok) {
      const told = await answer.json();
      if (told.me === me()) await keepTasks(told);
    }
  } catch { /* no line: what was kept is shown */ }
  await show();
}

async function both() { await refresh(); await sendTaps(); await send(); }

// --- the foot of the page -----------------------------------------------------------------------------------------
at("export").addEventListener("click", async () => {
  const own = (await unsent()).filter((each) => each.by === me());
  const link = made("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(own, null, 1)], { type: "application/json" }));
  link.download = `fengqiao-${Date.now()}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
});
at("codes").addEventListener("click", async () => {
  const { codesOf, drawn } = await import("./codes.js"); // kept by the service worker, read when first wanted
  const codes = await codesOf((await unsent()).filter((each) => each.by === me()).map(({ refused: _why, ...message }) => message));
  at("shown").replaceChildren(made("p", codes.length ? say("qrHow") : say("qrMany"), "when"), ...drawn(codes));
  at("shown").hidden = false;
  at("shown").scrollIntoView();
});
at("import").addEventListener("change", async (event) => {
  try {
    for (const each of JSON.parse(await event.target.files[0].text())) {
      const { refused, ...message } = each;
      if (message.by === me() && typeof message.id === "string") await put(message);
    }
    note(say("read"));
  } catch { note(say("unreadable")); }
  event.target.value = "";
  await both();
});
const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax`; };
at("elder").addEventListener("click", () => {
  keep("fq_elder", document.documentElement.toggleAttribute("data-elder") ? "1" : "");
});
at("night").addEventListener("click", () => {
  const { dataset } = document.documentElement;
  dataset.bsTheme = dataset.bsTheme === "dark" ? "light" : "dark";
  keep("fq_theme", dataset.bsTheme);
});

// The kept shell is as it was when it was fetched: how it was set since then say the cookies.
document.documentElement.toggleAttribute("data-elder", cookie("fq_elder") === "1");
document.documentElement.dataset.bsTheme = cookie("fq_theme") === "dark" ? "dark" : "light";

addEventListener("online", both);
addEventListener("offline", show);
addEventListener("hashchange", show);
document.addEventListener("visibilitychange", () => { if (!document.hidden) both(); });
setInterval(async () => { if (!document.hidden && ((await unsent()).length || (await photos()).length)) await send(); }, 30000);
navigator.serviceWorker?.register("/phone/worker.js", { scope: "/phone/" });
navigator.storage?.persist?.();
scans().then(async (found) => { able = found; if (able) await show(); });
await show();
await both();
document.body.dataset.ready = "yes";
