// SPDX-License-Identifier: Apache-2.0
// GET /metrics, in Prometheus' text format, and what two readings of it say together.

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export function parseMetrics(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!match?.[1] || !match[3]) continue;
    const labels: Record<string, string> = {};
    for (const [, name, value] of (match[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      if (name && value !== undefined) labels[name] = value;
    }
    samples.push({
      name: match[1],
      labels,
      value: match[3] === "+Inf" ? Infinity : Number(match[3]),
    });
  }
  return samples;
}

/** One point of the live charts; the times are null where there was no request. */
export interface Reading {
  requests: number; ///< A second.
  errors: number; ///< A second: status 400 and above.
  median: number | null; ///< Milliseconds.
  slow: number | null; ///< Milliseconds that 95 % stay below.
  running: number;
  waiting: number;
  megabytes: number;
}

// The console's own questions are no work.
const kOwnRoutes = new Set(["/metrics", "/readyz", "/healthz"]);

function isWork(sample: Sample): boolean {
  return !kOwnRoutes.has(sample.labels.route ?? "");
}

function sum(samples: Sample[], name: string, counts: (sample: Sample) => boolean): number {
  return samples
    .filter((sample) => sample.name === name && counts(sample))
    .reduce((total, sample) => total + sample.value, 0);
}

/** Cumulative counts by upper bound in seconds, over all routes. */
function buckets(samples: Sample[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const sample of samples) {
    if (sample.name !== "facelatch_request_seconds_bucket" || !isWork(sample)) continue;
    const bound = sample.labels.le === "+Inf" ? Infinity : Number(sample.labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + sample.value);
  }
  return counts;
}

/** The time that a part of the requests stays below, between the bounds of its bucket. */
export function quantile(before: Sample[], after: Sample[], part: number): number | null {
  const old = buckets(before);
  const growth = [...buckets(after)]
    .map(([bound, count]): [number, number] => [bound, count - (old.get(bound) ?? 0)])
    .sort(([a], [b]) => a - b);
  const total = growth.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  let [lower, below] = [0, 0];
  for (const [bound, count] of growth) {
    if (count >= part * total) {
      if (!Number.isFinite(bound)) return lower * 1000;
      return (
        (lower + ((bound - lower) * (part * total - below)) / Math.max(count - below, 1e-9)) * 1000
      );
    }
    [lower, below] = [bound, count];
  }
  return lower * 1000;
}

export function readingOf(before: Sample[], after: Sample[], seconds: number): Reading {
  const rate = (counts: (sample: Sample) => boolean) => {
    const name = "facelatch_requests_total";
    return Math.max(0, sum(after, name, counts) - sum(before, name, counts)) / seconds;
  };
  const gauge = (name: string) => sum(after, name, () => true);
  return {
    requests: rate(isWork),
    errors: rate((sample) => isWork(sample) && Number(sample.labels.status) >= 400),
    median: quantile(before, after, 0.5),
    slow: quantile(before, after, 0.95),
    running: gauge("facelatch_requests_running"),
    waiting: gauge("facelatch_queue_depth"),
    megabytes: gauge("process_resident_memory_bytes") / 1024 / 1024,
  };
}
