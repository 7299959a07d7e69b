// SPDX-License-Identifier: Apache-2.0
// The routes below /v1/audit.
import type { Client } from "./client";

export interface AuditLine {
  number: number;
  time: string;
  action: string;
  client: string;
  person: string;
  policy: string;
  models: string;
  outcome: string;
  reason: string;
  hash: string;
}

export interface AuditPage {
  lines: AuditLine[];
  next: number | null;
}

/** Which lines; an empty text is any. */
export interface AuditFilter {
  action: string;
  outcome: string;
  person: string;
  from: string; ///< A day, 2026-11-26, as the reader's clock has it.
  until: string; ///< A day; lines of that day are in.
}

export interface AuditCheck {
  intact: boolean;
  lines: number | null;
  head: string | null;
  problem: string | null;
}

const kPageSize = 100;

function timeOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + daysLater);
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function readAudit(
  client: Client,
  filter: AuditFilter,
  before: number | null,
): Promise<AuditPage> {
  const query = new URLSearchParams({ count: String(kPageSize) });
  for (const name of ["action", "outcome", "person"] as const) {
    if (filter[name]) query.set(name, filter[name]);
  }
  if (filter.from) query.set("from", timeOf(filter.from, 0));
  if (filter.until) query.set("until", timeOf(filter.until, 1));
  if (before !== null) query.set("before", String(before));
  return client.json(`/v1/audit?${query}`);
}

export function verifyAudit(client: Client): Promise<AuditCheck> {
  return client.json("/v1/audit/verify");
}
