// Owns time: a histogram of the evidence with a brush, the same window as two
// dates, and what to do with dates that are not exact.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../api/ask";
import { timelineQuery } from "../api/documents";
import { tieFilter } from "../modes/answer";
import { attempt } from "../state/answers";
import { go, view } from "../state/navigate";
import type { Window } from "../state/view";
import { count } from "../words/words";
import { type Bucket, coarser, gather, stretch } from "./buckets";

const height = 64;

export function Time() {
  const { during, after, certain, mode } = view.value;
  const [buckets, setBuckets] = useState<Bucket[]>([]);
  const [undated, setUndated] = useState(0);

  const filter = tieFilter(view.value, { from: "", to: "" });
  useEffect(() => {
    ask(timelineQuery, { filter, unit: "MONTH" })
      .then(async (data) => {
        const monthly = gather(data.timeline?.buckets ?? []);
        const unit = coarser("MONTH", monthly.length);
        const shown = unit === "MONTH" ? data : await ask(timelineQuery, { filter, unit });
        setBuckets(gather(shown.timeline?.buckets ?? []));
        setUndated(shown.timeline?.undated ?? 0);
      })
      .catch(() => setBuckets([]));
  }, [JSON.stringify(filter), attempt.value]);

  const compares = mode === "compare";
  return (
    <section class="time" aria-label="Time">
      <Histogram buckets={buckets} windows={compares ? [during, after] : [during]} />
      <div class="time-form">
        <Dates
          name={compares ? "Before" : "From"}
          window={during}
          change={(window) => go({ during: window })}
        />
        {compares && <Dates name="After" window={after} change={(window) => go({ after: window })} />}
        <label>
          <input type="checkbox" checked={certain} onChange={() => go({ certain: !certain })} /> only what is
          certainly in this time
        </label>
        <span class="muted">
          {certain ? "Left out: " : "Counted as possible: "}
          {count(undated, "undated piece")} of evidence, and what only may fall into the time.
        </span>
      </div>
    </section>
  );
}

function Dates({ name, window, change }: { name: string; window: Window; change(window: Window): void }) {
  return (
    <span class="dates">
      <label>
        {name}{" "}
        <input
          type="date"
          value={window.from.length === 10 ? window.from : ""}
          onChange={(event) => change({ ...window, from: event.currentTarget.value })}
        />
      </label>
      <label>
        to{" "}
        <input
          type="date"
          value={window.to.length === 10 ? window.to : ""}
          onChange={(event) => change({ ...window, to: event.currentTarget.value })}
        />
      </label>
      {(window.from || window.to) && (
        <button type="button" onClick={() => change({ from: "", to: "" })}>
          All time
        </button>
      )}
    </span>
  );
}

function Histogram({ buckets, windows }: { buckets: Bucket[]; windows: Window[] }) {
  const [brush, setBrush] = useState<[number, number] | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  if (buckets.length === 0) return null;
  const tallest = Math.max(...buckets.map((b) => b.certain + b.possible), 1);
  const y = (number: number) => (number / tallest) * height;
  const bucketAt = (event: PointerEvent) => {
    const box = svg.current?.getBoundingClientRect();
    return box ? Math.floor(((event.clientX - box.left) / box.width) * buckets.length) : 0;
  };

  function down(event: PointerEvent): void {
    svg.current?.setPointerCapture(event.pointerId);
    const at = bucketAt(event);
    setBrush([at, at]);
  }
  function up(): void {
    if (!brush) return;
    const window = stretch(buckets, ...brush);
    const second = windows.length > 1 && (windows[0]?.from ?? "") !== "" && (windows[1]?.from ?? "") === "";
    go(second ? { after: window } : { during: window });
    setBrush(null);
  }
  const span = (window: { from: string; to: string }): [number, number] | null => {
    if (!window.from && !window.to) return null;
    const from = buckets.findIndex((b) => !window.from || b.to >= window.from);
    const to = buckets.findLastIndex((b) => !window.to || b.from <= window.to);
    return from < 0 || to < from ? null : [from, to + 1];
  };
  const marked = brush ? [stretch(buckets, ...brush)] : windows;
  const years = buckets.flatMap((b, i) =>
    b.from.slice(5) === "01-01" ? [{ year: b.from.slice(0, 4), i }] : [],
  );

  return (
    <>
      {/* The dates below are the keyboard's way to the same window. */}
      <svg
        ref={svg}
        class="histogram"
        viewBox={`0 0 ${buckets.length} ${height + 14}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Evidence over time, from ${buckets[0]?.from} to ${buckets.at(-1)?.to}`}
        onPointerDown={down}
        onPointerMove={(event) => brush && setBrush([brush[0], bucketAt(event)])}
        onPointerUp={up}
      >
        {marked.map((window, i) => {
          const at = span(window);
          return (
            at && <rect key={i} class={`brush brush-${i}`} x={at[0]} width={at[1] - at[0]} height={height} />
          );
        })}
        {buckets.map(({ from, certain, possible }, i) => (
          <g key={from}>
            <rect
              class="possible"
              x={i + 0.1}
              width={0.8}
              y={height - y(certain + possible)}
              height={y(possible)}
            />
            <rect class="certain" x={i + 0.1} width={0.8} y={height - y(certain)} height={y(certain)} />
          </g>
        ))}
        {years.map(({ year, i }) => (
          <rect key={year} class="tick" x={i} width={0.08} y={height} height={6} />
        ))}
      </svg>
      <div class="years" aria-hidden="true">
        {years.map(({ year, i }) => (
          <span key={year} style={{ left: `${(i / buckets.length) * 100}%` }}>
            {year}
          </span>
        ))}
      </div>
    </>
  );
}
