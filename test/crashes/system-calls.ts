/** What a trace of system calls says of the order of keeping and sending. */
export interface CallOrder {
  /** Requests to `POST /v1/transfers`, by their keys, in the order of their first bytes. */
  readonly sent: readonly string[];
  /** Those whose key wasn't in a write-ahead log that was synced before the first byte. */
  readonly unsynced: readonly string[];
  /** Syncs of a write-ahead log. */
  readonly syncs: number;
}

/** Reads what `strace -f -y` wrote, one call a line; a call that another thread interrupts ends in a line of its own. */
export function readSystemCalls(trace: string): CallOrder {
  const written = new Set<string>();
  const synced = new Set<string>();
  const sent: string[] = [];
  const unsynced: string[] = [];
  const syncing = new Set<string>();
  let syncs = 0;
  for (const line of trace.split("\n")) {
    const [process, call] = splitOnce(line);
    if (isLogWrite(call)) for (const key of keysIn(call)) written.add(key);
    if (isLogSync(call) && call.endsWith("<unfinished ...>")) syncing.add(process);
    const ends = isLogSync(call) || (/^<\.\.\. f(data)?sync resumed>/.test(call) && syncing.delete(process));
    if (ends && call.endsWith(" = 0")) {
      syncs += 1;
      for (const key of written) synced.add(key);
    }
    if (!isTransferRequest(call)) continue;
    for (const key of keysIn(call)) {
      sent.push(key);
      if (!synced.has(key)) unsynced.push(key);
    }
  }
  return { sent, unsynced, syncs };
}

function splitOnce(line: string): [string, string] {
  const space = line.indexOf(" ");
  return [line.slice(0, space), line.slice(space).trim()];
}

function isLogWrite(call: string): boolean {
  return /^p?write(64|v)?\(\d+<[^>]*-wal>/.test(call);
}

function isLogSync(call: string): boolean {
  return /^f(data)?sync\(\d+<[^>]*-wal>/.test(call);
}

function isTransferRequest(call: string): boolean {
  return /^(write|writev|sendto|sendmsg)\(/.test(call) && call.includes("POST /v1/transfers HTTP");
}

function keysIn(call: string): Set<string> {
  return new Set(call.match(/pk1_[0-9a-f]{64}/g));
}
