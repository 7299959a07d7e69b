// SPDX-License-Identifier: Apache-2.0
import { useWords } from "../words";

interface Properties {
  people: { track: number | null; label: string }[];
}

/** Who is before a camera now, in words. */
export function HereList({ people }: Properties) {
  const { text, number } = useWords();
  return (
    <section>
      <h2>{text("live.here")}</h2>
      <ul class="here" aria-live="polite">
        {people.length === 0 && <li>{text("live.nobody")}</li>}
        {people.map(({ track, label }, index) => (
          <li key={track ?? -index}>
            <strong>{label}</strong>{" "}
            {track !== null && text("live.track", { number: number(track) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
