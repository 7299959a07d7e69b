// SPDX-License-Identifier: Apache-2.0
import type { PictureReport } from "../api/types";
import { useWords, type Words } from "../words";
import { en, type Word } from "../words/en";

/** The words of a stable name such as "too_dark", or `otherwise` where a newer server has more. */
export function named(words: Words, kind: string, name: string, otherwise = name): string {
  const word = `${kind}.${name}`;
  return word in en ? words.text(word as Word) : otherwise;
}

/** What was wrong with the pictures of an enrolment, and with how many. */
export function ReasonList({ reports }: { reports: PictureReport[] }) {
  const words = useWords();
  const counts = new Map<string, number>();
  for (const { reason, sentence } of reports) {
    const text = named(words, "reason", reason, sentence);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return (
    <ul class="small">
      {[...counts].map(([text, count]) => (
        <li key={text}>
          {words.number(count)} × {text}
        </li>
      ))}
    </ul>
  );
}
