// A photo as it leaves the phone: drawn anew and smaller, so that nothing of what the camera wrote into it (place, device) is left,
// with time, place and task to be read on it; and the hash of its bytes.

import { digestOf } from "./message.js";
import { limit } from "./parts.js";

function marked(pen, canvas, lines) {
  const size = Math.max(16, Math.round(Math.max(canvas.width, canvas.height) / 44));
  const gap = Math.round(size * 0.45);
  const height = lines.length * (size + gap) + gap;
  pen.fillStyle = "rgba(0, 0, 0, 0.62)";
  pen.fillRect(0, canvas.height - height, canvas.width, height);
  pen.fillStyle = "#fff";
  pen.textBaseline = "top";
  pen.font = `600 ${size}px "PingFang SC", "HarmonyOS Sans SC", "MiSans", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
  lines.forEach((line, place) => pen.fillText(line, gap * 1.5, canvas.height - height + gap + place * (size + gap), canvas.width - gap * 3));
}

// Refuses (throws) what is no picture.
export async function pictured(file, lines) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, limit("longest") / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  if (lines.length) marked(pen, canvas, lines);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", limit("quality") / 100); });
  const bytes = await blob.arrayBuffer();
  return { bytes, sha256: await digestOf(bytes), size: bytes.byteLength };
}
