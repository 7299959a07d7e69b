// SPDX-License-Identifier: Apache-2.0
// The routes below /v1/evaluations: what `facelatch eval` has written on the server.
import type { Client } from "./client";
import { parseReport, type Report } from "./reports";

export interface EvaluationFile {
  name: string;
  bytes: number;
  changed: string;
}

export async function listEvaluations(client: Client): Promise<EvaluationFile[]> {
  return (await client.json<{ evaluations: EvaluationFile[] }>("/v1/evaluations")).evaluations;
}

/** Null where a file has become something else. */
export async function readEvaluation(client: Client, name: string): Promise<Report | null> {
  const answer = await client.send(`/v1/evaluations/${encodeURIComponent(name)}`);
  return parseReport(name, await answer.text());
}
