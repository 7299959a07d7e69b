// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { asFailure, type Failure } from "../api/failure";
import { parseMetrics, type Reading, readingOf, type Sample } from "../api/metrics";
import { useSession } from "../api/session";
import { useWords } from "../words";
import { FailureNote } from "./failure_note";
import { LineChart } from "./line_chart";

const kPeriod = 2000;
const kKept = 150; // Five minutes.

interface Timed extends Reading {
  time: number; ///< Seconds since 1970, as the chart wants them.
}

function useReadings() {
  const { client } = useSession();
  const [readings, setReadings] = useState<Timed[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let before: { samples: Sample[]; time: number } | null = null;
    let timer = 0;
    let isWanted = true;
    const read = async () => {
      try {
        const samples = parseMetrics(await (await client.send("/metrics")).text());
        const time = Date.now() / 1000;
        if (!isWanted) return;
        if (before) {
          const reading = { ...readingOf(before.samples, samples, time - before.time), time };
          setReadings((old) => [...old, reading].slice(-kKept));
        }
        before = { samples, time };
        setFailure(null);
      } catch (error) {
        setFailure(asFailure(error));
      }
      if (isWanted) timer = window.setTimeout(read, kPeriod);
    };
    void read();
    return () => {
      isWanted = false;
      window.clearTimeout(timer);
    };
  }, [client]);
  return { readings, failure };
}

/** What the server does at the moment, from its metrics. */
export function LiveCharts() {
  const { text } = useWords();
  const { readings, failure } = useReadings();
  if (failure) return <FailureNote failure={failure} />;
  const time = readings.map((each) => each.time);
  const values = (name: keyof Reading) => readings.map((each) => each[name]);
  return (
    <div class="charts">
      <LineChart
        title={text("system.requests")}
        x={time}
        xIsTime
        digits={1}
        lines={[
          { label: text("system.requests"), values: values("requests"), color: "--accent" },
          { label: text("system.errors"), values: values("errors"), color: "--bad" },
        ]}
      />
      <LineChart
        title={text("system.latency")}
        x={time}
        xIsTime
        lines={[
          { label: text("system.median"), values: values("median"), color: "--accent" },
          { label: text("system.slow"), values: values("slow"), color: "--warn" },
        ]}
      />
      <LineChart
        title={text("system.queue")}
        x={time}
        xIsTime
        lines={[
          { label: text("system.running"), values: values("running"), color: "--accent" },
          { label: text("system.waiting"), values: values("waiting"), color: "--warn" },
        ]}
      />
      <LineChart
        title={text("system.memory")}
        x={time}
        xIsTime
        lines={[{ label: text("system.resident"), values: values("megabytes"), color: "--accent" }]}
      />
    </div>
  );
}
