// SPDX-License-Identifier: Apache-2.0
import type { Report } from "../api/reports";
import { LivenessPart } from "./liveness_report";
import { LockPart } from "./lock_report";
import { VerificationPart } from "./verification_report";

export function ReportPart({ report }: { report: Report }) {
  if (report.kind === "verification") return <VerificationPart report={report} />;
  if (report.kind === "liveness") return <LivenessPart report={report} />;
  return <LockPart report={report} />;
}
