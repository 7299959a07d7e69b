// SPDX-License-Identifier: Apache-2.0
// What the server answers, as openapi.json describes it; only the parts that the console uses.
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Quality {
  total: number;
  size: number;
  sharpness: number;
  brightness: number;
  contrast: number;
  yaw: number;
  pitch: number;
  roll: number;
}

export interface Face {
  box: Box;
  score: number;
  landmarks: [number, number][];
  quality: Quality;
  embedding: string;
  crop?: string;
}

export interface Analysis {
  width: number;
  height: number;
  detector: string;
  model: string;
  faces: Face[];
  times_ms: Record<string, number>;
}

export interface Comparison {
  similarity: number;
  same_person: boolean | null;
  threshold: number | null;
  false_accept_rate: number | null;
  true_accept_rate: number | null;
}

export interface Model {
  id: string;
  default: boolean;
  title?: string;
  licence?: string;
  embedding_size?: number;
}

export interface Models {
  detectors: Model[];
  models: Model[];
}

export interface OperatingPoint {
  far: number;
  far_high: number;
  threshold: number;
  tar: number;
  tar_low: number;
  tar_high: number;
}

export interface Calibration {
  detector: string;
  model: string;
  data: string;
  genuine: number;
  impostor: number;
  points: OperatingPoint[];
}

export interface Limits {
  [name: string]: number | Limits;
}

export interface Info {
  name: string;
  version: string;
  limits: Limits;
  calibration: Calibration[];
}

export interface Person {
  id: string;
  name: string;
  reference: string;
  consent: string;
  consented: string;
  retention_days: number;
  created: string;
  changed: string;
  templates: number;
}

export interface PeoplePage {
  people: Person[];
  next: number | null;
}

export interface PictureReport {
  name: string;
  used: boolean;
  reason: string; ///< Stable: a word `reason.…`.
  sentence: string;
}

export interface Enrolled {
  template: string;
  expires: string;
  pictures: PictureReport[];
}
