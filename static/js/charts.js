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

  // Cut-off bands lie behind a line, each half a point beyond its scores so that they touch.
  function bandsOf(data) {
    const last = (data.bands ?? []).length - 1;
    return (data.bands ?? []).map((band, place) => [
      { name: band.label, yAxis: place === 0 ? 0 : band.low - 0.5, itemStyle: { color: TONES[band.tone] ?? TONES.NONE, opacity: 0.13 } },
      { yAxis: place === last ? (data.maximum ?? band.high) : band.high + 0.5 },
    ]);
  }

  function line(kind, data) {
    const option = axes("line", data);
    option.yAxis.max = data.maximum;
    option.xAxis.boundaryGap = kind === "slope" ? ["25%", "25%"] : true;
    if (data.bands) {
      option.series[0].markArea = {
        silent: true, data: bandsOf(data),
        label: { position: "insideLeft", color: INK, fontSize: 11 },
      };
    }
    for (const each of data.bands ? option.series : []) {
      each.symbol = "circle";
      each.symbolSize = 10;
      each.label = { show: true, position: "top", color: INK, fontWeight: 600 };
    }
    return option;
  }

  // Two points on a bar for each category: the hollow one is then, the full one now.
  function dumbbell(data) {
    const [then, now] = data.series;
    const names = [...data.categories].reverse();
    const points = (side) => side.data.map((value, place) => [value, data.categories[place]]);
    const joined = data.categories.map((name, place) => [then.data[place], name, now.data[place]]);
    return {
      ...base(),
      aria: { enabled: true },
      legend: { bottom: 0, data: [then.name, now.name], textStyle: { color: INK } },
      grid: { left: 8, right: 24, top: 8, bottom: 40, containLabel: true },
      xAxis: { type: "value", min: 0, max: data.maximum, axisLabel: { color: INK, formatter: (value) => numbers.format(value) } },
      yAxis: { type: "category", data: names, axisLabel: { color: INK, width: 120, lineHeight: 14, margin: 14, overflow: "break" } },
      series: [
        {
          type: "custom", silent: true, data: joined, encode: { x: [0, 2], y: 1 },
          renderItem: (_params, api) => {
            const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(2), api.value(1)])];
            return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: "#9aa8ae", lineWidth: 4 } };
          },
        },
        { name: then.name, type: "scatter", symbolSize: 15, data: points(then), itemStyle: { color: "#fff", borderColor: COLOURS[1], borderWidth: 3 } },
        { name: now.name, type: "scatter", symbol: "diamond", symbolSize: 17, data: points(now), itemStyle: { color: COLOURS[0] } },
      ],
    };
  }

  const SHAPES = {
    map, radar, dumbbell,
    line: (data) => line("line", data),
    slope: (data) => line("slope", data),
  };

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
    const option = SHAPES[kind] ? await SHAPES[kind](data, box) : axes(kind, data);
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
