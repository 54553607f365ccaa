// Text on a gradient that stands out too little against one of its ends, which readers of colour (axe) leave undecided, in words.
() => {
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4).reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0)
  const found = []
  for (const box of document.querySelectorAll("body *")) {
    const ends = (getComputedStyle(box).backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).map(numbers).filter(([, , , alpha = 1]) => alpha === 1)
    if (!ends.length || box.matches(".fq-frame") || !box.checkVisibility()) continue // the frame: two columns in one
    for (const text of [box, ...box.querySelectorAll("*")]) {
      const own = [...text.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
      let over = text // a ground of its own between the text and the gradient
      while (over !== box && getComputedStyle(over).backgroundColor === "rgba(0, 0, 0, 0)") over = over.parentElement
      if (!own || over !== box || !text.checkVisibility()) continue
      const style = getComputedStyle(text), ink = light(numbers(style.color)), size = parseFloat(style.fontSize)
      const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5
      const worst = Math.min(...ends.map((end) => light(end)).map((ground) => (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)))
      if (worst < least) found.push(`“${text.textContent.trim().slice(0, 20)}” on a gradient: ${worst.toFixed(2)}`)
    }
  }
  return found
}
