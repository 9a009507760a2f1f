// Draws <div data-chart> figures with ECharts; the table twin beside each stays the source for everybody else.
"use strict";

(() => {
  const COLOURS = ["#0e6073", "#d98324", "#4f9faa", "#7a4b12", "#5b3f7a", "#8a2f4a", "#365d2b", "#2d5287"];
  const TONES = { LOW: "#1d6b43", MEDIUM: "#c79211", HIGH: "#cf5310", VERY_HIGH: "#991b33", NONE: "#9aa8ae" };
  const INK = "#17303a";
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "id");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Tooltips are drawn as rich text: HTML ones carry style attributes, which the CSP refuses.
  const base = () => ({
    animation: !still,
    color: COLOURS,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK },
    aria: { enabled: true, decal: { show: true } },
    tooltip: { renderMode: "richText", confine: true },
  });

  const colour = (line) => (line.tone && TONES[line.tone] ? { color: TONES[line.tone] } : undefined);

  function axes(kind, data) {
    const many = data.series.length > 1;
    return {
      ...base(),
      // Texture helps where several series meet; a single series stays plain.
      aria: { enabled: true, decal: { show: kind === "stacked" } },
      tooltip: { ...base().tooltip, trigger: "axis", valueFormatter: (value) => (value == null ? "–" : numbers.format(value)) },
      legend: many ? { bottom: 0, type: "scroll", textStyle: { color: INK } } : undefined,
      grid: { left: 8, right: 16, top: 16, bottom: many ? 40 : 8, containLabel: true },
      xAxis: { type: "category", data: data.categories, axisLabel: { color: INK, hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1, axisLabel: { color: INK, formatter: (value) => numbers.format(value) } },
      series: data.series.map((line) => ({
        name: line.name,
        type: kind === "line" ? "line" : "bar",
        stack: kind === "stacked" ? "all" : undefined,
        data: line.data,
        itemStyle: colour(line),
        barMaxWidth: 44,
        symbolSize: 7,
        lineStyle: { width: 2.5 },
        connectNulls: false,
      })),
    };
  }

  function radar(data) {
    const tops = data.maximums ?? data.categories.map(() => 1);
    return {
      ...base(),
      legend: data.series.length > 1 ? { bottom: 0 } : undefined,
      radar: {
        indicator: data.categories.map((name, place) => ({ name, max: tops[place] })),
        axisName: { color: INK, lineHeight: 15 },
        radius: "54%",
      },
      series: [{ type: "radar", areaStyle: { opacity: 0.18 }, data: data.series.map((line) => ({ name: line.name, value: line.data })) }],
    };
  }

  async function map(data, box) {
    if (!window.echarts.getMap("provinces")) {
      const answer = await fetch(box.dataset.mapUrl);
      if (!answer.ok) return null; // the table stays open instead
      window.echarts.registerMap("provinces", await answer.json());
    }
    const known = data.regions.filter((region) => region.value != null);
    const names = new Map(data.regions.map((region) => [region.code, region]));
    return {
      ...base(),
      aria: { enabled: true },
      tooltip: {
        ...base().tooltip,
        formatter: ({ name }) => {
          const region = names.get(name);
          return region ? `${region.name}: ${region.value == null ? "–" : numbers.format(region.value)}` : "–";
        },
      },
      visualMap: {
        left: 0, bottom: 0, itemHeight: 80, calculable: false, min: 0,
        max: Math.max(1, ...known.map((region) => region.value)),
        inRange: { color: ["#d3e9ec", "#9fd0d6", "#4f9faa", "#1b7082", "#0b3c49"] },
        textStyle: { color: INK },
      },
      series: [{
        type: "map", map: "provinces", nameProperty: "code", roam: false, selectedMode: false,
        left: 0, right: 0, top: 0, bottom: 8,
        itemStyle: { areaColor: "#e6ebed", borderColor: "#fff", borderWidth: 0.6 },
        emphasis: { label: { show: false }, itemStyle: { areaColor: "#f2b65a" } },
        data: known.map((region) => ({ name: region.code, value: region.value })),
      }],
    };
  }

  async function draw(box) {
    const data = JSON.parse(document.querySelector(box.dataset.chartSrc).textContent);
    const kind = box.dataset.chart;
    const isEmpty = kind === "map" ? data.regions.length === 0 : data.categories.length === 0;
    if (isEmpty) return;
    const option = kind === "map" ? await map(data, box) : kind === "radar" ? radar(data) : axes(kind, data);
    if (!option) return;
    box.hidden = false;
    const old = window.echarts.getInstanceByDom(box);
    const chart = old ?? window.echarts.init(box, null, { renderer: "svg" });
    const title = box.getAttribute("aria-label");
    chart.setOption(option, true);
    if (title) box.setAttribute("aria-label", title);
    if (!old) new ResizeObserver(() => chart.resize()).observe(box);
    box.closest("figure")?.querySelector("[data-chart-table]")?.removeAttribute("open");
  }

  function drawAll(root) {
    const boxes = [...root.querySelectorAll("[data-chart]")];
    if (root.matches?.("[data-chart]")) boxes.push(root);
    for (const box of boxes) draw(box);
  }

  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
})();
