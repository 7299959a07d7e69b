// SPDX-License-Identifier: Apache-2.0
interface Properties {
  title: string;
  closeLabel: string; ///< What the cross does, in words.
  onClose(): void;
}

export function CardHead({ title, closeLabel, onClose }: Properties) {
  return (
    <header>
      <h2>{title}</h2>
      <button type="button" class="quiet" aria-label={closeLabel} onClick={onClose}>
        ✕
      </button>
    </header>
  );
}
