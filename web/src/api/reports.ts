// SPDX-License-Identifier: Apache-2.0
// The files that `facelatch eval … --json` writes, and what follows from them at any threshold.

export interface Histogram {
  lowest: number;
  highest: number;
  genuine: number[];
  impostor: number[];
}

const kMostBins = 64; // More are noise on a chart of few pairs.

/** The same counts in fewer, wider bins, as a chart shows them. */
export function coarse({ lowest, highest, genuine, impostor }: Histogram): Histogram {
  const width = Math.ceil(genuine.length / kMostBins);
  const bins = Math.ceil(genuine.length / width);
  const merged = (counts: number[]) =>
    Array.from({ length: bins }, (_, place) =>
      counts.slice(place * width, (place + 1) * width).reduce((sum, count) => sum + count, 0),
    );
  const bin = (highest - lowest) / genuine.length;
  return {
    lowest,
    highest: lowest + bins * width * bin,
    genuine: merged(genuine),
    impostor: merged(impostor),
  };
}

/** The pairs of one group of people. */
export interface Group {
  group: string;
  histogram: Histogram;
}

export interface VerificationReport {
  kind: "verification";
  name: string;
  accuracy: number;
  eer: number;
  threshold: number;
  pairs: number;
  undetected: number;
  detector: string;
  model: string;
  histogram: Histogram;
  groups: Group[];
}

export interface Presentation {
  live: boolean;
  kind: string;
  log_odds: number;
  /** Frames with a face; where there are none, nothing was judged. */
  frames?: number;
  /** A screen's lines were seen: then it is an attack, whatever the log-odds. */
  pattern?: boolean;
}

export interface LivenessReport {
  kind: "liveness";
  name: string;
  presentations: Presentation[];
}

/** A rate of `eval lock`; its interval is over people. */
export interface LockRate {
  errors: number;
  tries: number;
  rate: number;
  low: number;
  high: number;
}

export interface LockReport {
  kind: "lock";
  name: string;
  people: number;
  enrolled: number;
  threshold: number;
  far: LockRate;
  frr: LockRate;
}

export type Report = VerificationReport | LivenessReport | LockReport;

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

function isHistogram(value: unknown): value is Histogram {
  const { lowest, highest, genuine, impostor } = (value ?? {}) as Partial<Histogram>;
  return (
    Number(lowest) < Number(highest) &&
    areNumbers(genuine) &&
    areNumbers(impostor) &&
    genuine.length === impostor.length
  );
}

function arePresentations(value: unknown): value is Presentation[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => typeof each?.live === "boolean" && Number.isFinite(each?.log_odds))
  );
}

function groupsIn(value: unknown): Group[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each?.group === "string" && isHistogram(each.histogram));
}

function isLockRate(value: unknown): value is LockRate {
  const rate = (value ?? {}) as Record<string, unknown>;
  return ["errors", "tries", "rate", "low", "high"].every((name) => Number.isFinite(rate[name]));
}

/** The report in a file's text; null when it is none. */
export function parseReport(name: string, text: string): Report | null {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (isHistogram(found?.histogram)) {
    const groups = groupsIn(found.groups);
    return { ...found, kind: "verification", name, groups } as unknown as VerificationReport;
  }
  if (arePresentations(found?.presentations)) {
    return { kind: "liveness", name, presentations: found.presentations };
  }
  if (isLockRate(found?.far) && isLockRate(found.frr)) {
    return { ...found, kind: "lock", name } as unknown as LockReport;
  }
  return null;
}

/** So many of all were judged wrongly. */
export interface Count {
  wrong: number;
  all: number;
}

/** How many there are, and how many of them are at or above a threshold, to the width of a bin. */
function countAbove(histogram: Histogram, counts: number[], threshold: number): Count {
  const width = (histogram.highest - histogram.lowest) / counts.length;
  const first = Math.ceil((threshold - histogram.lowest) / width - 1e-9);
  const sum = (some: number[]) => some.reduce((total, count) => total + count, 0);
  return { wrong: sum(counts.slice(Math.max(0, first))), all: sum(counts) };
}

export function falseAccepts(histogram: Histogram, threshold: number): Count {
  return countAbove(histogram, histogram.impostor, threshold);
}

export function falseRejects(histogram: Histogram, threshold: number): Count {
  const { wrong: passed, all } = countAbove(histogram, histogram.genuine, threshold);
  return { wrong: all - passed, all };
}

/** The 95 % interval of a share (Wilson, 1927), as the server computes it. */
export function intervalOf({ wrong, all }: Count): [number, number] {
  const z = 1.959963984540054;
  const share = wrong / all;
  const shrink = 1 + (z * z) / all;
  const centre = (share + (z * z) / (2 * all)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

export interface RocPoint {
  far: number;
  tar: number;
}

/** Both rates at each edge of a bin, by growing far; those at which no stranger passes are left out. */
export function rocOf(histogram: Histogram): RocPoint[] {
  const points: RocPoint[] = [];
  let [strangers, genuine] = [0, 0];
  const all = falseAccepts(histogram, histogram.lowest).all;
  const wanted = falseRejects(histogram, histogram.lowest).all;
  if (all === 0 || wanted === 0) return points;
  for (let bin = histogram.genuine.length - 1; bin >= 0; bin--) {
    genuine += histogram.genuine[bin] ?? 0;
    const more = histogram.impostor[bin] ?? 0;
    strangers += more;
    const point = { far: strangers / all, tar: genuine / wanted };
    if (more > 0) points.push(point);
    else if (points.length > 0) points[points.length - 1] = point;
  }
  return points;
}
