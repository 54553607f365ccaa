// Draws what {% chart %} wrote: reads the option beside it, fills in the colours of the style sheet, redraws when the theme turns.
// Loaded after echarts.min.js; tooltips are drawn on the canvas because the page allows no inline style.

const echarts = window.echarts;
const drawn = new Map();

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--fq-${name}`).trim();

function theme(place) {
  const ink = token("ink");
  const soft = token("ink-2");
  const line = token("line");
  const size = Math.max(12, parseFloat(getComputedStyle(place).fontSize));
  const axis = {
    axisLine: { lineStyle: { color: token("line-strong") } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: { color: soft, fontSize: size },
    splitLine: { lineStyle: { color: line } },
    splitArea: { show: false },
  };
  return {
    color: ["fill", "fill-2", "fill-3", "fill-4", "fill-5"].map(token),
    backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size, color: ink },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    legend: { textStyle: { color: soft, fontSize: size } },
    bar: { label: { color: ink, fontSize: size }, itemStyle: { borderRadius: 2 } },
    line: { endLabel: { color: ink, fontSize: size }, symbol: "circle" },
  };
}

// "token:red" → the fill of that name (or the token itself, where no fill is so named)
function coloured(value) {
  if (typeof value === "string" && value.startsWith("token:")) {
    const name = value.slice(6);
    return token(`fill-${name}`) || token(name);
  }
  if (Array.isArray(value)) return value.map(coloured);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part)]));
  return value;
}

function draw(place) {
  const source = document.getElementById(place.dataset.chart);
  if (!source) return;
  drawn.get(place)?.dispose();
  const zh = document.documentElement.lang.startsWith("zh");
  const chart = echarts.init(place, theme(place), { renderer: "svg", locale: zh ? "ZH" : "EN" });
  const option = coloured(JSON.parse(source.textContent));
  const calm = { animation: false, aria: { enabled: true, label: { enabled: false }, decal: { show: false } } };
  const tooltip = {
    renderMode: "richText", backgroundColor: token("card"), borderColor: token("line"), textStyle: { color: token("ink"), fontSize: 13 },
    confine: true, axisPointer: { type: "line", lineStyle: { color: token("line-strong") } }, ...option.tooltip,
  };
  const legend = { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, ...option.legend };
  const grid = { left: 4, right: 16, top: legend.show ? 36 : 16, bottom: 4, containLabel: true, ...option.grid };
  chart.setOption({ ...calm, ...option, tooltip, legend, grid });
  chart.on("click", (event) => event.data?.link && window.location.assign(event.data.link));
  drawn.set(place, chart);
}

const resizer = new ResizeObserver((entries) => entries.forEach((entry) => drawn.get(entry.target)?.resize()));

function drawAll(root) {
  for (const place of root.querySelectorAll("[data-chart]")) {
    if (drawn.has(place)) continue;
    draw(place);
    resizer.observe(place);
  }
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.target));
new MutationObserver(() => [...drawn.keys()].forEach(draw)).observe(document.documentElement, { attributeFilter: ["data-bs-theme", "data-elder"] });
