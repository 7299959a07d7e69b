// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import type { Face } from "../api/types";
import { useWords } from "../words";
import type { AnalysedPicture } from "./analysed";
import { CardHead } from "./card_head";
import { FailureNote } from "./failure_note";

/** What cards of pictures and of clips are given. */
export interface FileCardProperties {
  picture: AnalysedPicture;
  isChosen(face: Face): boolean;
  onChoose(face: Face, number: number): void;
  onRemove(): void;
  onRetry(): void;
}

interface Properties extends Pick<FileCardProperties, "picture" | "onRemove" | "onRetry"> {
  found: string | null; ///< Who is in it, in words; null as long as that is not known.
  working: string; ///< What the server does meanwhile.
  view: ComponentChildren;
  children: ComponentChildren;
}

/** A file that was given, as it looks, and what was found in it. */
export function FileCard({
  picture,
  found,
  working,
  view,
  children,
  onRemove,
  onRetry,
}: Properties) {
  const { text } = useWords();
  const { file, failure } = picture;
  const name = file.name;
  const isWorking = found === null && !failure;
  return (
    <article class="card" aria-busy={isWorking}>
      <CardHead
        title={found === null ? name : text("try.picture", { name, faces: found })}
        closeLabel={text("try.remove", { name })}
        onClose={onRemove}
      />
      {view}
      {isWorking && <p role="status">{working}</p>}
      {failure && <FailureNote failure={failure} retry={failure.mayPass ? onRetry : undefined} />}
      {children}
    </article>
  );
}
