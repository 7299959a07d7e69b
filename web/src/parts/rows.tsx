// SPDX-License-Identifier: Apache-2.0
interface Properties {
  rows: [term: string, value: string][];
  isNarrow?: boolean;
  isLive?: boolean; ///< Values that change are read out.
}

/** Names with their values, a line each. */
export function Rows({ rows, isNarrow = false, isLive = false }: Properties) {
  return (
    <dl class={isNarrow ? "rows narrow" : "rows"} aria-live={isLive ? "polite" : undefined}>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
