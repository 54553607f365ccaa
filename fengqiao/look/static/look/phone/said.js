// What a task is about and what has to be there when it ends, as lines on its card.

import { made, say } from "./parts.js";

export function saidPart(task) {
  const found = (task.said ?? []).map(([word, value]) => made("p", `${word} ${value}`, "when"));
  for (const each of task.over ? [] : task.proofs ?? []) found.push(made("p", say("proof", each), each.enough ? "state is-done" : "state is-open"));
  if (task.unled && !task.over) found.unshift(made("p", say("unled"), "state is-bad"));
  if (task.asks?.length && !task.over) found.push(made("p", say("asks", { what: task.asks.join(" · ") }), "when"));
  return found;
}
