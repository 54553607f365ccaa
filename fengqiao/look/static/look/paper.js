// Printed sheets: the button that prints, and the one that copies an address.
document.querySelector("[data-prints]")?.addEventListener("click", () => window.print());

for (const field of document.querySelectorAll("[data-selects]")) {
  field.addEventListener("focus", () => field.select());
}
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // pages without HTTPS have no clipboard
    }
    button.textContent = button.dataset.said;
  });
}
