// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useWords } from "../words";

export interface Line {
  label: string;
  values: (number | null)[];
  color: string; ///< A variable of the style sheet, such as "--accent".
}

interface Properties {
  title: string;
  note?: string; ///< Below the chart.
  x: number[];
  mark?: number; ///< On the lower axis: a dashed line.
  lines: Line[];
  xIsTime?: boolean;
  digits?: number;
  height?: number;
  xText?(value: number): string; ///< Of whole numbers on the lower axis.
  hasNewest?: boolean; ///< The last value is the newest one, and told beside the line's name.
  isZoomed?: boolean; ///< The axis begins at the least value and not at zero.
}

function color(name: string): string {
  // The variables are light-dark() pairs, which only an element resolves.
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function axis(size: number): uPlot.Axis {
  const line = { stroke: color("--line"), width: 1 };
  return { stroke: color("--muted"), grid: line, ticks: line, size };
}

/** A dashed line from top to bottom. */
function drawMark(plot: uPlot, mark: number): void {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(mark, "x", true);
  ctx.save();
  ctx.strokeStyle = color("--text");
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

const kLabelSpace = 75; // Pixels between the whole numbers of the lower axis.

function plotOptions(
  properties: Properties,
  width: number,
  markNow: () => number | undefined,
): uPlot.Options {
  const { lines, xIsTime = false, height = 180, isZoomed = false, xText } = properties;
  const textOf = (mark: number) => (Number.isInteger(mark) ? (xText?.(mark) ?? "") : "");
  const range = (_plot: uPlot, least: number, most: number): [number, number] => {
    if (isZoomed) return [least - (most - least) * 0.1, most];
    return [0, most > 0 ? most * 1.1 : 1];
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    hooks: {
      draw: [
        (plot) => {
          const mark = markNow();
          if (mark !== undefined) drawMark(plot, mark);
        },
      ],
    },
    scales: {
      x: { time: xIsTime },
      y: { range },
    },
    axes: [
      {
        ...axis(32),
        ...(xText ? { values: (_, marks) => marks.map(textOf), space: kLabelSpace } : {}),
      },
      axis(52),
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: color(line.color),
        width: 2,
        spanGaps: false,
      })),
    ],
  };
}

/** Lines over a common x, with their newest values as text beside the colours. */
export function LineChart(properties: Properties) {
  const { title, note, x, mark, lines, digits = 0, hasNewest = true } = properties;
  const { number } = useWords();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(properties);
  newest.current = properties;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const draw = () => {
      plot.current?.destroy();
      const { x: times, lines: all } = newest.current;
      const data: uPlot.AlignedData = [times, ...all.map((line) => line.values)];
      const options = plotOptions(newest.current, element.clientWidth, () => newest.current.mark);
      plot.current = new uPlot(options, data, element);
    };
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      resized.disconnect();
      theme.disconnect();
      scheme.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => {
    plot.current?.setData([x, ...lines.map((line) => line.values)]);
  }, [x, lines, mark]);
  return (
    <figure class="card chart">
      <figcaption>
        <h3>{title}</h3>
        <dl>
          {lines.map((line) => (
            <div key={line.label}>
              <dt class={`key ${line.color.slice(2)}`}>{line.label}</dt>
              {hasNewest && (
                <dd>
                  {line.values.at(-1) == null ? "–" : number(line.values.at(-1) ?? 0, digits)}
                </dd>
              )}
            </div>
          ))}
        </dl>
      </figcaption>
      <div ref={place} class="plot" aria-hidden="true" />
      {note && <p class="small">{note}</p>}
    </figure>
  );
}
