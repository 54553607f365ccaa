// What a task is about, who has to lead it, and what has to be there when it ends, as lines on its card.

import { made, say } from "./parts.js";

// Above the button: nobody sets out without having read it.
export function aboutPart(task, opens, done) {
  const found = (task.said ?? []).map(([word, value]) => made("p", `${word} ${value}`, "when"));
  if (task.unled && !task.over && !done) found.push(Date.now() < opens ? made("p", say("unledYet"), "state is-kept") : made("p", say("unled"), "state is-bad"));
  return found;
}

export function proofPart(task) {
  if (task.over) return [];
  const found = (task.proofs ?? []).map((each) => made("p", say("proof", each), each.enough ? "state is-done" : "state"));
  return task.asks?.length ? [...found, made("p", say("asks", { what: task.asks.join(" · ") }), "when")] : found;
}
