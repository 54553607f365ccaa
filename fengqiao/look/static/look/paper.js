// The printed sheet: one button.
document.querySelector("[data-prints]")?.addEventListener("click", () => window.print());
