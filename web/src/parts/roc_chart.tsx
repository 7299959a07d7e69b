// SPDX-License-Identifier: Apache-2.0
import { useMemo } from "preact/hooks";
import { useWords } from "../words";
import { LineChart } from "./line_chart";

interface Properties {
  points: { far: number; tar: number; tar_low?: number }[]; ///< By growing far, none of it 0.
}

/** Who passes, by the rate of strangers on a logarithmic axis. */
export function RocChart({ points }: Properties) {
  const { text, number } = useWords();
  const x = useMemo(() => points.map(({ far }) => Math.log10(far)), [points]);
  const lines = useMemo(() => {
    const genuine = {
      label: text("accuracy.genuine"),
      values: points.map(({ tar }) => tar * 100),
      color: "--good",
    };
    const low = {
      label: text("accuracy.low"),
      values: points.map(({ tar_low }) => (tar_low ?? 0) * 100),
      color: "--warn",
    };
    return points.some(({ tar_low }) => tar_low !== undefined) ? [genuine, low] : [genuine];
  }, [points, text]);
  return (
    <LineChart
      title={text("accuracy.roc")}
      note={text("accuracy.axis")}
      x={x}
      lines={lines}
      hasNewest={false}
      height={240}
      isZoomed
      xText={(power) => `1/${number(10 ** -power)}`}
    />
  );
}
