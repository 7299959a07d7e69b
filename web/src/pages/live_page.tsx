// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "preact/hooks";
import { listCameras } from "../api/cameras";
import { useSession } from "../api/session";
import { LocalCamera } from "../parts/local_camera";
import { ServerCamera } from "../parts/server_camera";
import { useWords } from "../words";

/** The server's own cameras; none for a key that may not watch them. */
function useCameras(): string[] {
  const { client } = useSession();
  const [cameras, setCameras] = useState<string[]>([]);
  useEffect(() => {
    listCameras(client).then(setCameras, () => setCameras([]));
  }, [client]);
  return cameras;
}

export function LivePage() {
  const { text } = useWords();
  const cameras = useCameras();
  const [isOn, setOn] = useState(false);
  const [camera, setCamera] = useState(""); // Empty: this device's.
  return (
    <>
      <h1>{text("page.live")}</h1>
      <p class="lead">{text("live.lead")}</p>
      <div class="actions">
        {cameras.length > 0 && (
          <label class="field">
            {text("live.camera")}
            <select value={camera} onChange={(event) => setCamera(event.currentTarget.value)}>
              <option value="">{text("live.this_device")}</option>
              {cameras.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="primary" onClick={() => setOn(!isOn)}>
          {text(isOn ? "camera.stop" : "camera.start")}
        </button>
      </div>
      {cameras.length === 0 && <p class="small">{text("live.add_hint")}</p>}
      {isOn && (camera ? <ServerCamera key={camera} name={camera} /> : <LocalCamera />)}
    </>
  );
}
