// What was not sent, on numbered QR codes that a desk reads (fengqiao/duties/rules/pictures.py puts them together again). No line needed.

import { generate } from "../../lean-qr/lean-qr.js";
import { made, say } from "./parts.js";

const PART = 420; // characters on one code: read well from a cheap screen
const MOST = 99;

async function packed(text) {
  const bytes = new TextEncoder().encode(text);
  if (typeof CompressionStream === "undefined") return ["0", bytes];
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return ["1", new Uint8Array(await new Response(stream).arrayBuffer())];
}

export async function codesOf(messages) {
  const [form, bytes] = await packed(JSON.stringify({ sent_at: Date.now(), messages }));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const set = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const of = Math.ceil(text.length / PART);
  return of > MOST ? [] : Array.from({ length: of }, (_each, place) => `FQ${form}/${set}/${place + 1}/${of}/${text.slice(place * PART, (place + 1) * PART)}`);
}

export function drawn(codes) {
  return codes.map((code, place) => {
    const figure = made("figure", "", "qr");
    const canvas = made("canvas");
    generate(code).toCanvas(canvas, { on: [0, 0, 0, 255], off: [255, 255, 255, 255], pad: 4 });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", say("qrOf", { n: place + 1, of: codes.length }));
    figure.append(canvas, made("figcaption", say("qrOf", { n: place + 1, of: codes.length })));
    return figure;
  });
}
