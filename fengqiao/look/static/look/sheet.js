// A table edited like a sheet: arrows, Enter, Tab; blocks pasted from Excel; rows added and removed; kept as JSON in a form.
// Cells are edited as plain text; nothing here writes HTML.

const form = document.querySelector("form[data-sheet]");
if (form) {
  const body = form.querySelector("tbody");
  const said = form.querySelector("[data-unsaved]");
  let current = null;
  let unsaved = false;

  const cells = (row) => [...row.querySelectorAll("td")];
  const rows = () => [...body.rows];
  const place = (cell) => [rows().indexOf(cell.parentElement), cells(cell.parentElement).indexOf(cell)];
  const changed = () => {
    unsaved = true;
    said.textContent = form.dataset.wordUnsaved;
  };
  const renumber = () => rows().forEach((row, at) => { row.querySelector("th").textContent = String(at + 1); });
  const go = (row, column) => {
    while (row >= body.rows.length) add(body.lastElementChild);
    const cell = cells(body.rows[Math.max(row, 0)])[column];
    if (!cell) return;
    cell.focus();
    const range = document.createRange();
    range.selectNodeContents(cell);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };
  const add = (after) => {
    const made = after.cloneNode(true);
    made.removeAttribute("id");
    made.className = "";
    for (const cell of cells(made)) {
      cell.textContent = "";
      cell.removeAttribute("id");
      cell.removeAttribute("title");
      cell.removeAttribute("aria-invalid");
      cell.classList.remove("is-fault", "is-changed");
    }
    after.after(made);
    renumber();
    return made;
  };
  const atEdge = (cell, back) => {
    const selection = window.getSelection();
    if (!selection.rangeCount) return true;
    const range = selection.getRangeAt(0);
    if (!range.collapsed) return range.toString() === cell.textContent;
    const rest = document.createRange();
    rest.selectNodeContents(cell);
    if (back) rest.setEnd(range.startContainer, range.startOffset);
    else rest.setStart(range.endContainer, range.endOffset);
    return rest.toString() === "";
  };

  for (const cell of body.querySelectorAll("td")) if (cell.contentEditable !== "plaintext-only") cell.contentEditable = "true";

  body.addEventListener("focusin", (event) => { current = event.target.closest("td") ?? current; });
  body.addEventListener("input", (event) => {
    event.target.closest("td")?.classList.add("is-changed");
    changed();
  });
  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.isComposing) return;
    const [row, column] = place(cell);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Enter" && !event.altKey) {
      event.preventDefault();
      go(row + (event.shiftKey ? -1 : 1), column);
    } else if (step && !event.shiftKey && row + step[0] < body.rows.length && atEdge(cell, step[0] + step[1] < 0)) {
      event.preventDefault();
      go(row + step[0], column + step[1]);
    }
  });
  body.addEventListener("paste", (event) => {
    const cell = event.target.closest("td");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell) return;
    event.preventDefault();
    const block = parsed(text);
    if (block.length === 1 && block[0].length === 1) {
      document.execCommand("insertText", false, block[0][0]);
      return;
    }
    const [row, column] = place(cell);
    block.forEach((line, down) => {
      while (row + down >= body.rows.length) add(body.lastElementChild);
      const target = cells(body.rows[row + down]);
      line.forEach((value, right) => {
        const one = target[column + right];
        if (!one) return;
        one.textContent = value;
        one.classList.add("is-changed");
      });
    });
    changed();
  });

  // Rows by line ends, cells by tabs; a cell in quotes may hold both, and quotes doubled.
  function parsed(text) {
    const lines = [[""]];
    let quoted = false;
    const clean = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let at = 0; at < clean.length; at += 1) {
      const sign = clean[at];
      const line = lines[lines.length - 1];
      const last = line.length - 1;
      if (quoted && sign === '"' && clean[at + 1] === '"') { line[last] += '"'; at += 1; }
      else if (quoted && sign === '"') quoted = false;
      else if (!quoted && sign === '"' && line[last] === "" && clean.includes("\t")) quoted = true;
      else if (!quoted && sign === "\t") line.push("");
      else if (!quoted && sign === "\n") lines.push([""]);
      else line[last] += sign;
    }
    return lines;
  }

  form.querySelector("[data-add]").addEventListener("click", () => {
    const made = add(current?.parentElement ?? body.lastElementChild);
    go(rows().indexOf(made), 0);
    changed();
  });
  form.querySelector("[data-remove]").addEventListener("click", () => {
    const row = current?.parentElement;
    if (!row || body.rows.length < 2) return;
    const [at, column] = place(current);
    row.remove();
    renumber();
    go(Math.min(at, body.rows.length - 1), column);
    changed();
  });
  form.addEventListener("submit", () => {
    form.elements.lines.value = JSON.stringify(rows().map((row) => cells(row).map((cell) => cell.innerText.trim())));
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
