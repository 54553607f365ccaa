// A message as the server reads it (ADR 155, 168): canonical JSON, SHA-256, UUIDv7. Whole numbers and ASCII alone.

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function newId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(now / 2 ** (8 * (5 - place))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

export function canonical(fields) {
  const keys = Object.keys(fields).filter((key) => key !== "hash").sort();
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, fields[key]])));
}

export const digestOf = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

export async function sealed(fields) {
  return { ...fields, hash: await digestOf(new TextEncoder().encode(canonical(fields))) };
}
