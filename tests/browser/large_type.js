// What is smaller than large type allows: [texts under 18 px, targets under 60 px], each as where it is and how large.
() => {
  const small = { texts: new Set(), targets: new Set() };
  const named = (e) => {
    const parent = e.parentElement;
    const call = (n) => n.localName + [...n.classList].map((c) => "." + c).join("");
    return `${parent ? call(parent) + " > " : ""}${call(e)}`;
  };
  const seen = (e) => {
    const box = e.getBoundingClientRect();
    return e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1
      && box.right > 0 && !e.closest(".fq-skip, .visually-hidden, .sr-only, thead");
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !seen(e) || e.closest("script, style, option")) continue;
    const scale = e.ownerSVGElement ? e.getScreenCTM().d : 1;
    const size = parseFloat(getComputedStyle(e).fontSize) * scale;
    if (size < 17.9) small.texts.add(`${named(e)} ${size.toFixed(1)}`);
  }
  const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab]";
  for (const e of document.querySelectorAll(pressed)) {
    if (!seen(e) || e.ownerSVGElement) continue;
    const alone = e.parentElement.innerText.trim() === e.innerText.trim();
    if (e.localName === "a" && getComputedStyle(e).display === "inline" && !alone) continue; // a link in a sentence
    const tick = e.matches("[type=checkbox], [type=radio]") && e.closest("label");
    const drop = e.matches("[type=file]") && e.closest(".fq-drop");
    const row = e.matches("a[data-open]") && e.closest("tr"); // the whole row opens
    const box = (tick || drop || row || e).getBoundingClientRect();
    if (Math.min(box.width, box.height) < 59.5) small.targets.add(`${named(e)} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  return [[...small.texts], [...small.targets]];
}
