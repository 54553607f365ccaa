// Putting the page among the phone's own: by the browser's question where it has one, by a line of words on Apple's; gone once it is there or unwanted.

import { at } from "./parts.js";

const UNWANTED = "fq-install-unwanted";
const { userAgent, platform, maxTouchPoints, standalone } = navigator;
// Chats open pages in a browser of their own, from which nothing can be put on the home screen.
const apple = (/iPhone|iPad|iPod/.test(userAgent) || (platform === "MacIntel" && maxTouchPoints > 1)) && !/MicroMessenger|DingTalk/i.test(userAgent);
const there = () => standalone === true || matchMedia("(display-mode: standalone)").matches;
let question; // the browser's, kept until it is wanted

function show() {
  at("install").hidden = there() || localStorage.getItem(UNWANTED) === "yes" || !(question || apple);
  at("install-ask").hidden = !question;
  at("install-apple").hidden = Boolean(question);
}

addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); question = event; show(); });
addEventListener("appinstalled", () => { question = undefined; at("install").hidden = true; });
at("install-ask").addEventListener("click", async () => {
  const asked = question;
  question = undefined; // it may be asked once
  await asked.prompt();
  show();
});
at("install-no").addEventListener("click", () => { localStorage.setItem(UNWANTED, "yes"); show(); });
show();
