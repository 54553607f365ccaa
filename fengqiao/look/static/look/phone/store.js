// What the phone keeps: tasks by person, the outbox, photos, receipts, the device. An entry and the bytes of a photo go only with
// their receipt.

const NAME = "fengqiao-phone";

const asked = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});
const over = (deal) => new Promise((done, failed) => {
  deal.oncomplete = () => done();
  deal.onabort = deal.onerror = () => failed(deal.error);
});

let opened;
function base() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 3);
    request.onupgradeneeded = () => {
      const db = request.result;
      const keys = { tasks: "me", outbox: "id", receipts: "id", device: "name", photos: "id", pictures: "id", visits: "me" };
      for (const [name, keyPath] of Object.entries(keys)) if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

export async function keepTasks(told) {
  const deal = (await base()).transaction("tasks", "readwrite");
  deal.objectStore("tasks").put(told);
  await over(deal);
}

export const tasksOf = async (me) => asked((await base()).transaction("tasks").objectStore("tasks").get(me));

// The device's id and its next number, in one transaction: no number is given twice.
export async function nextNumber(fresh) {
  const deal = (await base()).transaction("device", "readwrite");
  const store = deal.objectStore("device");
  const row = (await asked(store.get("device"))) ?? { name: "device", id: fresh, seq: 0 };
  row.seq += 1;
  store.put(row);
  await over(deal);
  return row;
}

export async function put(message) {
  const deal = (await base()).transaction("outbox", "readwrite", { durability: "strict" });
  deal.objectStore("outbox").put(message);
  await over(deal);
}

// A photo: its message, what it is, and its bytes; all three or none.
export async function putPhoto(message, bytes) {
  const deal = (await base()).transaction(["outbox", "photos", "pictures"], "readwrite", { durability: "strict" });
  const { id, by, activity, sha256, size } = message;
  deal.objectStore("outbox").put(message);
  deal.objectStore("photos").put({ id, by, activity, sha256, size });
  deal.objectStore("pictures").put({ id, bytes });
  await over(deal);
}

export const photos = async () => asked((await base()).transaction("photos").objectStore("photos").getAll());
export const bytesOf = async (id) => (await asked((await base()).transaction("pictures").objectStore("pictures").get(id)))?.bytes;

// The answer to the bytes of a photo: with their receipt they go; refused they stay, with why.
export async function photoHeard(id, answer) {
  const deal = (await base()).transaction(["photos", "pictures", "receipts"], "readwrite");
  const store = deal.objectStore("photos");
  const entry = await asked(store.get(id));
  if (entry && answer.receipt) {
    const there = await asked(deal.objectStore("receipts").get(id));
    deal.objectStore("receipts").put({ ...there, id, by: entry.by, activity: entry.activity, doubts: there?.doubts ?? [], photo: answer.receipt });
    store.delete(id);
    deal.objectStore("pictures").delete(id);
  } else if (entry && answer.problem) {
    store.put({ ...entry, refused: answer.says ?? answer.problem });
  }
  await over(deal);
}

// Names and addresses of those to be visited, for one person and one day.
export async function keepVisits(told) {
  const deal = (await base()).transaction("visits", "readwrite");
  deal.objectStore("visits").put(told);
  await over(deal);
}

export const visitsOf = async (mine) => asked((await base()).transaction("visits").objectStore("visits").get(mine));

// What is no longer to be read here goes: names of yesterday, and all but the outbox of whoever had the phone before.
export async function wipeOthers(mine, now) {
  const deal = (await base()).transaction(["visits", "tasks"], "readwrite");
  for (const name of ["visits", "tasks"]) {
    const store = deal.objectStore(name);
    for (const each of await asked(store.getAll())) if (each.me !== mine || each.until <= now) store.delete(each.me);
  }
  await over(deal);
}

const inOrder = (one, other) => one.seq - other.seq;
export const unsent = async () => (await asked((await base()).transaction("outbox").objectStore("outbox").getAll())).sort(inOrder);
export const receipts = async () => asked((await base()).transaction("receipts").objectStore("receipts").getAll());

// One answer: with its receipt the entry goes and the receipt stays, both or neither; refused it stays, with why.
export async function heard(answer) {
  const deal = (await base()).transaction(["outbox", "receipts"], "readwrite");
  const outbox = deal.objectStore("outbox");
  const entry = await asked(outbox.get(answer.id));
  if (entry && answer.receipt) {
    const { id, by, who, activity, visitee, what, to, offer, reply } = entry;
    deal.objectStore("receipts").put({ id, by, who, activity, visitee, what, to, offer, reply, at: Date.now(), receipt: answer.receipt, doubts: answer.doubts, marks: answer.marks ?? [] });
    outbox.delete(id);
  } else if (entry && answer.refused) {
    outbox.put({ ...entry, refused: answer.says });
  }
  await over(deal);
}
