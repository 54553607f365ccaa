// Handing a task on: asked, answered, taken back, each a message of the outbox; until somebody takes it the giver goes (ADR 176).

import { button, clock, date, made, note, say } from "./parts.js";

const last = (rows, fits) => rows.filter(fits).pop();
const done = (receipt) => receipt && !receipt.doubts.length;

// What somebody is asked to take and has taken on this phone, as a task to check in to, though the server may not know yet.
export const takenTasks = (asked, own, got) => asked.filter((each) => {
  const entry = last(own, (one) => one.offer === each.id);
  const receipt = got.find((one) => one.offer === each.id);
  return (entry ? entry.reply === "take" && !entry.refused : receipt?.reply === "take" && done(receipt));
}).map((each) => ({ ...each.task, taken: each.id }));

// The cards of what somebody is asked to take; `reply(id, "take" | "decline")` puts the answer into the outbox.
export function drawAsked(box, asked, own, got, reply) {
  const cards = [];
  for (const each of asked) {
    const entry = last(own, (one) => one.offer === each.id);
    const receipt = got.find((one) => one.offer === each.id);
    const answered = entry ?? receipt;
    if (answered?.reply === "take" && !entry?.refused && (entry || done(receipt))) continue; // it stands among the tasks
    const { title, subject, starts, ends, place } = each.task;
    const node = made("li", "", "task is-asked");
    node.append(made("p", say("handAsked", { name: each.from }), "asks"), made("h2", title), ...(subject ? [made("p", subject, "subject")] : []), made("p", `${date(starts)} ${clock(starts)}–${clock(ends)}${place ? ` · ${place}` : ""}`, "when"));
    if (entry?.refused) node.append(made("p", say("refused", { why: entry.refused }), "state is-bad"));
    else if (receipt?.doubts.length) node.append(made("p", receipt.doubts.join(" · "), "state is-kept"));
    else if (answered) node.append(made("p", say("handDeclined"), "state is-kept"));
    else {
      const acts = made("div", "", "acts is-row");
      acts.append(button(say("handTake"), "take", () => reply(each.id, "take")), button(say("handDecline"), "", () => reply(each.id, "decline")));
      node.append(acts);
    }
    cards.push(node);
  }
  box.replaceChildren(...cards);
  box.hidden = !cards.length;
}

function choice(task, ask) {
  const box = made("details", "", "hand");
  const form = made("form", "", "acts");
  const label = made("label", say("handWhom"));
  const select = made("select");
  select.name = "to";
  select.append(new Option(say("handChoose"), ""), ...task.hand.mates.map((each) => new Option(each.name, each.id)));
  label.append(select);
  form.append(label, made("p", say("handRule"), "when"), made("button", say("handAsk")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!select.value) { note(say("handChoose")); select.focus(); return; }
    await ask(task.id, select.value);
  });
  box.append(made("summary", say("hand")), form);
  return box;
}

// What stands below a task of one's own: whom it was handed to, or whom it could be; `ask(activity, to)`, `reply(offer, "withdraw")`.
export function handPart(task, own, got, ask, reply) {
  if (task.taken) {
    const receipt = got.find((each) => each.offer === task.taken);
    return [receipt ? made("p", say("handDone", { receipt: receipt.receipt.slice(0, 8) }), "state is-done") : made("p", say("handTaken"), "state is-kept")];
  }
  if (!task.hand) return [];
  const name = (id) => task.hand.mates.find((each) => each.id === id)?.name ?? "";
  const found = [];
  const offer = last(own, (each) => each.what === "offer" && each.activity === task.id);
  const id = offer?.id ?? task.hand.asked?.id;
  const back = id && (last(own, (each) => each.offer === id) ?? got.find((each) => each.offer === id));
  const told = last(got.filter((each) => each.what === "offer" && each.activity === task.id).sort((one, other) => one.at - other.at), () => true);
  if (offer?.refused) found.push(made("p", say("refused", { why: offer.refused }), "state is-bad"));
  else if (back?.refused) found.push(made("p", say("refused", { why: back.refused }), "state is-bad"));
  else if (back) found.push(made("p", say("handWithdrawn"), "state is-kept"));
  else if (offer) found.push(made("p", say("handKept", { name: name(offer.to) }), "state is-kept"));
  else if (task.hand.asked) found.push(made("p", say("handWait", { name: task.hand.asked.name }), "state is-kept"));
  else if (told?.doubts.length) found.push(made("p", told.doubts.join(" · "), "state is-kept"));
  if (id && !back && !offer?.refused) found.push(button(say("handBack"), "", () => reply(id, "withdraw")));
  else if (!id && task.hand.mates.length) found.push(choice(task, ask));
  return found;
}
