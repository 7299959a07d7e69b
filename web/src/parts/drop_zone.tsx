// SPDX-License-Identifier: Apache-2.0
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface Properties {
  accept: string;
  label: string; ///< Of the button.
  lead: string;
  isQuiet?: boolean; ///< Another button is the next step.
  onFiles(files: File[]): void;
  children?: ComponentChildren;
}

function filesOf(transfer: DataTransfer | null): File[] {
  return transfer ? [...transfer.files] : [];
}

/** Takes files by a button, by dropping them anywhere on the page, or by pasting. */
export function DropZone({ accept, label, lead, isQuiet, onFiles, children }: Properties) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);

  useLayoutEffect(() => {
    const take = (event: Event, files: File[]) => {
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    const paste = (event: ClipboardEvent) => take(event, filesOf(event.clipboardData));
    const drop = (event: DragEvent) => {
      setOver(false);
      event.preventDefault(); // Else the browser would leave the page for the file.
      take(event, filesOf(event.dataTransfer));
    };
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false);
    };
    document.addEventListener("paste", paste);
    document.addEventListener("drop", drop);
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    return () => {
      document.removeEventListener("paste", paste);
      document.removeEventListener("drop", drop);
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
    };
  }, [onFiles]);

  return (
    <div class={isOver ? "drop over" : "drop"}>
      <p>
        {lead}{" "}
        <button
          type="button"
          class={isQuiet ? "" : "primary"}
          onClick={() => input.current?.click()}
        >
          {label}
        </button>
      </p>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      {children}
    </div>
  );
}
