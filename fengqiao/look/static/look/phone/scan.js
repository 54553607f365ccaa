// The code of a check-in read by the phone's own camera, inside the page and without a line: by the browser's own detector (ADR 187).

import { at, note, say } from "./parts.js";

const PAUSE = 150; // ms between two looks
const WHY = { NotAllowedError: "camRefused", SecurityError: "camRefused", NotFoundError: "camNone", OverconstrainedError: "camNone", NotReadableError: "camBusy" };

// Whether this browser reads QR codes by itself and knows a camera.
export async function scans() {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
  try { return (await BarcodeDetector.getSupportedFormats()).includes("qr_code"); } catch { return false; }
}

// What a check-in's code says: { activity, code }; null for any other code.
export function saidBy(text) {
  const found = /\/phone\/#([0-9a-f-]{36})\/([0-9]{6})$/.exec(text);
  return found && { activity: found[1], code: found[2] };
}

// Open the camera over the page until a check-in's code was read; null where it was closed or cannot be opened, which is said.
export async function scan() {
  const box = at("camera");
  const film = box.querySelector("video");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch (problem) {
    note(say(WHY[problem.name] ?? "camNone"));
    at("said").scrollIntoView({ block: "center" });
    return null;
  }
  const hidden = () => { if (document.hidden) box.close(); };
  document.addEventListener("visibilitychange", hidden);
  try {
    at("camera-said").textContent = say("camAim");
    film.srcObject = stream;
    box.showModal();
    await film.play();
    return await looked(box, film, new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    note(say("camNone"));
    return null;
  } finally {
    document.removeEventListener("visibilitychange", hidden);
    film.srcObject = null;
    for (const track of stream.getTracks()) track.stop();
    box.close();
  }
}

async function looked(box, film, detector) {
  while (box.open) {
    const seen = film.readyState >= 2 ? await detector.detect(film).catch(() => []) : [];
    const found = seen.map((each) => saidBy(each.rawValue)).find(Boolean);
    if (found && box.open) return found;
    if (seen.length) at("camera-said").textContent = say("camOther");
    await new Promise((done) => { setTimeout(done, PAUSE); });
  }
  return null;
}
