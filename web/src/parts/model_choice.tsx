// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import type { AnalysisOptions } from "../api/client";
import { useSession } from "../api/session";
import type { Model, Models } from "../api/types";
import { useWords } from "../words";

function Choice(properties: {
  label: string;
  models: Model[];
  value: string;
  onChange(id: string): void;
}) {
  const { text } = useWords();
  return (
    <label class="field">
      {properties.label}
      <select
        value={properties.value}
        onChange={(event) => properties.onChange(event.currentTarget.value)}
      >
        {properties.models.map(({ id, default: isDefault }) => (
          <option key={id} value={isDefault ? "" : id}>
            {isDefault ? text("try.default", { name: id }) : id}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Properties {
  options: AnalysisOptions;
  onChange(options: AnalysisOptions): void;
}

/** Which of the loaded networks look at a picture. */
export function ModelChoice({ options, onChange }: Properties) {
  const { text } = useWords();
  const { client, isReady } = useSession();
  const [models, setModels] = useState<Models | null>(null);
  useEffect(() => {
    if (isReady) client.models().then(setModels, () => setModels(null));
  }, [client, isReady]);
  if (!models) return null;
  return (
    <details class="options">
      <summary>{text("try.options")}</summary>
      <div class="fields">
        <Choice
          label={text("try.detector")}
          models={models.detectors}
          value={options.detector ?? ""}
          onChange={(detector) => onChange({ ...options, detector })}
        />
        <Choice
          label={text("try.model")}
          models={models.models}
          value={options.model ?? ""}
          onChange={(model) => onChange({ ...options, model })}
        />
      </div>
    </details>
  );
}
