// SPDX-License-Identifier: Apache-2.0
import type { ClipTracks, Track, TrackFrame } from "../api/clips";
import { useWords, type Words } from "../words";
import type { NumberedFace } from "./analysed";
import { FaceCard } from "./face_card";
import { FileCard, type FileCardProperties } from "./file_card";
import { useObjectUrl } from "./picture_view";
import { named } from "./reason_list";

function count(words: Words, people: number): string {
  if (people === 0) return words.text("clip.people.none");
  return people === 1
    ? words.text("clip.people.one")
    : words.text("clip.people.many", { count: words.number(people) });
}

/** The frames that were chosen, as a strip with their times. */
function Strip({ frames, label }: { frames: TrackFrame[]; label: string }) {
  const words = useWords();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: What scrolls must be reached by the keyboard.
    <section class="scroll" tabIndex={0} aria-label={label}>
      <ol class="strip">
        {frames.map((frame) => (
          <li key={frame.frame}>
            <img class="crop" src={`data:image/jpeg;base64,${frame.crop}`} alt="" />
            <span>{words.text("clip.at", { seconds: words.number(frame.seconds, 1) })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why the others were not taken, by the number of frames. */
function Refusals({ frames }: { frames: TrackFrame[] }) {
  const words = useWords();
  const reasons = Map.groupBy(frames, (frame) => frame.verdict);
  return (
    <details>
      <summary>
        {words.text("clip.refused")}: {words.number(frames.length)}
      </summary>
      <ul class="small">
        {[...reasons].map(([verdict, all]) => (
          <li key={verdict}>
            {words.number(all.length)} × {named(words, "reason", verdict, all[0]?.reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function TrackPart({ track, children }: { track: Track; children: preact.ComponentChildren }) {
  const words = useWords();
  const chosen = track.frames.filter((frame) => frame.verdict === "chosen");
  const others = track.frames.filter((frame) => frame.verdict !== "chosen");
  const number = words.number(track.id);
  return (
    <section class="track">
      <h3>
        {words.text("clip.person", {
          number,
          from: words.number(track.first_seconds, 1),
          until: words.number(track.last_seconds, 1),
        })}
      </h3>
      <ul class="faces">{children}</ul>
      {chosen.length > 0 && (
        <Strip frames={chosen} label={words.text("clip.frames_of", { number })} />
      )}
      {others.length > 0 && <Refusals frames={others} />}
    </section>
  );
}

function Tracks({
  clip,
  faces,
  name,
  isChosen,
  onChoose,
}: Pick<FileCardProperties, "isChosen" | "onChoose"> & {
  clip: ClipTracks;
  faces: NumberedFace[]; ///< Of the tracks, by their ids; a choice is known by these objects.
  name: string;
}) {
  const words = useWords();
  return (
    <>
      <p class="small">
        {words.text("clip.facts", {
          frames: words.number(clip.frames_decoded),
          seen: words.number(clip.frames_seen),
          seconds: words.number(clip.processing_seconds, 1),
        })}
      </p>
      {clip.tracks.map((track) => {
        const face = faces.find(({ number }) => number === track.id)?.face;
        return (
          <TrackPart key={track.id} track={track}>
            {face && (
              <FaceCard
                face={face}
                number={track.id}
                name={name}
                chosen={isChosen(face)}
                onChoose={() => onChoose(face, track.id)}
              />
            )}
          </TrackPart>
        );
      })}
    </>
  );
}

/** A clip with its people: who is in it, when, and which frames suit. */
export function ClipCard({ picture, isChosen, onChoose, onRemove, onRetry }: FileCardProperties) {
  const words = useWords();
  const { file, clip, faces } = picture;
  const url = useObjectUrl(file);
  const name = file.name;
  return (
    <FileCard
      picture={picture}
      found={clip && count(words, clip.tracks.length)}
      working={words.text("clip.working")}
      view={url && <video class="clip" src={url} controls muted playsInline aria-label={name} />}
      onRemove={onRemove}
      onRetry={onRetry}
    >
      {clip && (
        <Tracks clip={clip} faces={faces} name={name} isChosen={isChosen} onChoose={onChoose} />
      )}
    </FileCard>
  );
}
