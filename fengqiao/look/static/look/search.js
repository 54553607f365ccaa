// The search box as a combobox: the list under it is fetched by htmx; arrows choose, Enter opens, Escape closes.
const box = document.getElementById("search");
const list = document.getElementById("found");

if (box && list) {
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };
  const choose = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  list.addEventListener("htmx:afterSwap", () => {
    for (const each of options()) {
      each.tabIndex = -1;
      each.setAttribute("aria-selected", "false");
    }
    show(document.activeElement === box && list.childElementCount > 0);
  });
  box.addEventListener("focus", () => show(list.childElementCount > 0));
  // <a data-does="id">: what the page itself offers is opened, sent or pressed there.
  list.addEventListener("click", (event) => {
    const there = document.getElementById(event.target.closest("[data-does]")?.dataset.does ?? "");
    if (!there) return;
    event.preventDefault();
    show(false);
    box.blur();
    if (there.tagName === "DIALOG") there.showModal();
    else if (there.tagName === "FORM") there.requestSubmit();
    else if (there.tagName === "DETAILS") {
      there.open = true;
      there.scrollIntoView({ block: "center" });
      there.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
    } else there.click();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".fq-search")) show(false);
  });
  box.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape") {
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      show(true);
      const at = all.indexOf(chosen());
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(all[(at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step + all.length) % all.length]);
    } else if (event.key === "Enter" && chosen() && !list.hidden) {
      event.preventDefault();
      chosen().click();
    }
  });
}
