// What the parts of the phone page share: words from data attributes of <body>, cookies, clocks, and nodes made without HTML.

export const at = (name) => document.body.querySelector(`[data-${name}]`);
export const say = (name, values = {}) => (document.body.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
export const limit = (name) => Number(document.body.dataset[`limit${name[0].toUpperCase()}${name.slice(1)}`]); // of the pack, sent with the shell
export const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
export const me = () => cookie("fq_phone");
// The county's clock, wherever the phone thinks it is.
const timeZone = document.body.dataset.zone || undefined;
export const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
export const date = (ms) => new Date(ms).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric", weekday: "short", timeZone });
export const day = (ms) => new Date(ms).toLocaleDateString("zh-CN", { timeZone });
export const note = (text) => { at("said").textContent = text; };

export function made(tag, text = "", classes = "") {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  if (classes) node.className = classes;
  return node;
}

export function button(text, classes, act) {
  const node = made("button", text, classes);
  node.type = "button";
  node.addEventListener("click", async () => {
    node.disabled = true;
    try { await act(); } finally { node.disabled = false; }
  });
  return node;
}
