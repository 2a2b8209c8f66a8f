import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { describe } from "../../domain/payout-request.ts";

/** A delivery and what it is held against. */
export interface SignedBody {
  readonly body: Uint8Array;
  /** The header, whatever it is. */
  readonly signature: unknown;
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Why a delivery can't be shown to be genuine and fresh, `null` if it is. It shows nothing of secrets or signatures. */
export function signatureProblem({ body, signature, secrets, toleranceSeconds, nowMs }: SignedBody): string | null {
  if (typeof signature !== "string") {
    const got = typeof signature === "object" ? (signature === null ? "nothing" : "several") : describe(signature);
    return `expected the header Stripe-Signature, got ${got}`;
  }
  const header = parseHeader(signature);
  if (header === null) return "expected a header such as t=1700000000,v1=5257a8…, got one that can't be read";
  if (!isSignedByAny(header, body, secrets)) {
    return "no secret gives this signature; check that the secret is this endpoint's and that the body is untouched";
  }
  const ageSeconds = nowMs / 1000 - header.seconds;
  // Written so that a clock that gives no number refuses everything.
  if (Math.abs(ageSeconds) <= toleranceSeconds) return null;
  return `it was signed more than ${toleranceSeconds} seconds ${ageSeconds < 0 ? "after" : "before"} now`;
}

interface Header {
  /** The time as it was signed. */
  readonly time: string;
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** Hexadecimal. */
  readonly signatures: readonly string[];
}

const longestHeader = 2_048;

function parseHeader(header: string): Header | null {
  if (header.length > longestHeader) return null;
  const entries = header.split(",");
  const times = entries.filter((entry) => entry.startsWith("t="));
  const signatures = entries.filter((entry) => /^v1=[0-9a-f]{64}$/.test(entry)).map((entry) => entry.slice(3));
  const time = times[0]?.slice(2) ?? "";
  if (times.length !== 1 || !/^\d{1,12}$/.test(time) || signatures.length === 0) return null;
  return { time, seconds: Number(time), signatures };
}

/** Compares every signature with every secret's, so that the time taken tells nothing of them. */
function isSignedByAny({ time, signatures }: Header, body: Uint8Array, secrets: readonly string[]): boolean {
  const prefix = utf8ToBytes(`${time}.`);
  let found = false;
  for (const secret of secrets) {
    const expected = bytesToHex(hmac.create(sha256, utf8ToBytes(secret)).update(prefix).update(body).digest());
    for (const signature of signatures) found = isSameText(signature, expected) || found;
  }
  return found;
}

/** Compares two texts of the same length without stopping at the first difference. */
function isSameText(left: string, right: string): boolean {
  let difference = left.length ^ right.length;
  for (let index = 0; index < right.length; index++) difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  return difference === 0;
}
