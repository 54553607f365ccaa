// What the phone keeps: tasks by person, the outbox, receipts, the device. An entry leaves the outbox only with its receipt.

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
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("tasks", { keyPath: "me" });
      db.createObjectStore("outbox", { keyPath: "id" });
      db.createObjectStore("receipts", { keyPath: "id" });
      db.createObjectStore("device", { keyPath: "name" });
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

const inOrder = (one, other) => one.seq - other.seq;
export const unsent = async () => (await asked((await base()).transaction("outbox").objectStore("outbox").getAll())).sort(inOrder);
export const receipts = async () => asked((await base()).transaction("receipts").objectStore("receipts").getAll());

// One answer: with its receipt the entry goes and the receipt stays, both or neither; refused it stays, with why.
export async function heard(answer) {
  const deal = (await base()).transaction(["outbox", "receipts"], "readwrite");
  const outbox = deal.objectStore("outbox");
  const entry = await asked(outbox.get(answer.id));
  if (entry && answer.receipt) {
    const { id, by, who, activity } = entry;
    deal.objectStore("receipts").put({ id, by, who, activity, receipt: answer.receipt, doubts: answer.doubts });
    outbox.delete(id);
  } else if (entry && answer.refused) {
    outbox.put({ ...entry, refused: answer.says });
  }
  await over(deal);
}
