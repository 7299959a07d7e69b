// SPDX-License-Identifier: Apache-2.0

const kBitsPerSecond = 4_000_000; // A face must stay sharp; 15 seconds are then some 7 MB.
const kKinds = ["video/webm;codecs=vp8", "video/mp4", "video/webm"];

/** Records a stream until it is stopped. */
export class Recorder {
  private readonly recorder: MediaRecorder;
  private readonly parts: Blob[] = [];

  constructor(stream: MediaStream) {
    const mimeType = kKinds.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? "";
    this.recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: kBitsPerSecond });
    this.recorder.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
    this.recorder.start();
  }

  /** The clip, once the last of it has come. */
  stop(): Promise<Blob> {
    return new Promise((take) => {
      const type = this.recorder.mimeType;
      this.recorder.addEventListener("stop", () => take(new Blob(this.parts, { type })));
      this.recorder.stop();
    });
  }

  cancel(): void {
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }
}
