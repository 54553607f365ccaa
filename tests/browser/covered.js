// Heads that lie over the first row of their table before anybody has scrolled, in words; none is as it should be.
() =>
  [...document.querySelectorAll("table")].flatMap((table) => {
    const head = table.tHead?.rows[0]?.cells[0], first = table.tBodies[0]?.rows[0]
    const hidden = !head?.checkVisibility() || ["clip", "clipPath"].some((cut) => !["auto", "none"].includes(getComputedStyle(table.tHead)[cut])) // on a phone: for readers only
    if (hidden || !first || first.offsetHeight < 2) return []
    const over = head.getBoundingClientRect().bottom - first.getBoundingClientRect().top
    return over > 2 ? [`head over the first row of “${table.caption?.textContent ?? ""}”: ${Math.round(over)} px`] : []
  })
