// Today's visits: masked until somebody opens them with a line and on record; in clear for the day alone, and gone with the log-in.

import { at, button, cookie, made, me, note, say } from "./parts.js";
import { keepVisits, visitsOf, wipeOthers } from "./store.js";

async function open(again) {
  try {
    const answer = await fetch("/phone/visits/", { method: "POST", credentials: "same-origin", redirect: "error", headers: { "X-CSRFToken": cookie("csrftoken") } });
    const told = await answer.json();
    if (answer.ok && told.me === me()) await keepVisits(told);
    else note(told.says ?? say("expired"));
  } catch { note(say("visitsLine")); }
  await again();
}

function line(stop, entry, receipt, opened, concerns, write) {
  const node = made("li", "", "visit");
  node.append(made("h3", stop.name), made("p", [stop.area, stop.address, stop.who].filter(Boolean).join(" · "), "when"), made("p", `${stop.tier} · ${stop.due}`, "when"));
  if (opened && stop.phone) {
    const call = made("a", stop.phone, "as-button");
    call.href = `tel:${stop.phone.replace(/[^+\d]/g, "")}`;
    node.append(call);
  }
  if (entry?.refused) node.append(made("p", say("refused", { why: entry.refused }), "state is-bad"));
  else if (entry) node.append(made("p", say("visitKept"), "state is-kept"));
  else if (receipt?.doubts.length) node.append(made("p", receipt.doubts.join(" · "), "state is-kept"));
  else if (receipt) node.append(made("p", say("visitDone", { receipt: receipt.receipt.slice(0, 8) }), "state is-done"));
  if (entry || receipt || !opened) return node;
  const acts = made("div", "", "acts is-row");
  acts.append(button(say("visitMet"), "", () => write(stop, "met")), button(say("visitNobody"), "", () => write(stop, "nobody")));
  node.append(acts);
  if (concerns.length) {
    const box = made("details");
    const list = made("div", "", "acts");
    list.append(...concerns.map((each) => button(each.name, "", () => write(stop, "met", each.code))));
    box.append(made("summary", say("visitFound")), list);
    node.append(box);
  }
  return node;
}

// `write(stop, met, concern)` puts a visit into the outbox; `again` draws the page anew.
export async function drawVisits(mine, told, own, got, write, again) {
  await wipeOthers(mine, Date.now());
  const box = at("visits");
  const kept = mine ? await visitsOf(mine) : undefined;
  if (mine !== me()) return;
  const stops = kept?.stops ?? told?.stops ?? [];
  box.hidden = !mine || !told || !stops.length;
  if (box.hidden) { box.replaceChildren(); return; }
  const list = made("ul");
  const openBefore = new Set([...box.querySelectorAll("details[open]")].map((each) => each.dataset.id));
  for (const stop of stops) {
    const entry = own.find((each) => each.visitee === stop.id);
    const receipt = got.find((each) => each.visitee === stop.id && each.at > Date.now() - 20 * 3600000);
    const node = line(stop, entry, receipt, Boolean(kept), told.concerns ?? [], write);
    const details = node.querySelector("details");
    if (details) { details.dataset.id = stop.id; details.open = openBefore.has(stop.id); }
    list.append(node);
  }
  const head = made("h2", say("visits", { n: stops.length }));
  const how = made("p", kept ? say("visitsOpen") : say("visitsMasked"), "when");
  box.replaceChildren(head, how, ...(kept ? [] : [button(say("visitsShow"), "big", () => open(again))]), list);
}
