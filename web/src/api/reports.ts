// SPDX-License-Identifier: Apache-2.0
// The files that `facelatch eval … --json` writes, and what follows from them at any threshold.

export interface Histogram {
  lowest: number;
  highest: number;
  genuine: number[];
  impostor: number[];
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
}

export interface Presentation {
  live: boolean;
  kind: string;
  log_odds: number;
}

export interface LivenessReport {
  kind: "liveness";
  name: string;
  presentations: Presentation[];
}

export type Report = VerificationReport | LivenessReport;

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

/** The report in a file's text; null when it is none. */
export function parseReport(name: string, text: string): Report | null {
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (isHistogram(found?.histogram)) {
    return { ...found, kind: "verification", name } as unknown as VerificationReport;
  }
  if (arePresentations(found?.presentations)) {
    return { kind: "liveness", name, presentations: found.presentations };
  }
  return null;
}

/** The part of the counted values that is at or above a threshold, to the width of a bin. */
export function partAbove(histogram: Histogram, counts: number[], threshold: number): number {
  const width = (histogram.highest - histogram.lowest) / counts.length;
  const first = Math.ceil((threshold - histogram.lowest) / width - 1e-9);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const above = counts.slice(Math.max(0, first)).reduce((sum, count) => sum + count, 0);
  return total > 0 ? above / total : 0;
}
