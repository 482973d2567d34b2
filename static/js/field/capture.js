// Photos, voice and signatures as bytes. A photo is drawn anew, so that nothing of the camera's data is in it.
import { sha256 } from "./codec.js";

const LONGEST_SIDE = 1600, QUALITY = 0.82, LONGEST_VOICE = 180_000;

/** @returns {[number, number]} the size of a picture whose longer side is at most 1600 */
export function shrunk(width, height) {
  const share = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
}

const blobOf = (canvas, type, quality) => new Promise((done) => { canvas.toBlob(done, type, quality); });
const bytesIn = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** @returns {Promise<Uint8Array>} the picture of a file as JPEG. Throws when it is none. */
export async function photoOf(file) {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = shrunk(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return bytesIn(await blobOf(canvas, "image/jpeg", QUALITY));
}

export const signatureOf = async (canvas) => bytesIn(await blobOf(canvas, "image/png"));

/** What an entry says of a medium. */
export const mediumBody = async (what, type, bytes) => ({
  what, type, bytes: bytes.length, sha256: await sha256(bytes),
});

/** Record until `stop`. @returns {Promise<{stop: () => void, done: Promise<{type: string, bytes: Uint8Array}>}>} */
export async function recordVoice() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream), parts = [];
  const limit = setTimeout(() => recorder.stop(), LONGEST_VOICE);
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const done = new Promise((finish) => {
    recorder.addEventListener("stop", async () => {
      clearTimeout(limit);
      for (const track of stream.getTracks()) track.stop();
      finish({ type: recorder.mimeType.slice(0, 60), bytes: await bytesIn(new Blob(parts)) });
    });
  });
  recorder.start();
  return { stop: () => recorder.state !== "inactive" && recorder.stop(), done };
}
