import { sha256Hex } from "../../domain/digest.ts";
import { isObject } from "../../domain/payout-request.ts";
import type { PayoutMark } from "../../ports/transfer-provider.ts";

/** Metadata keys that begin so belong to the library. */
export const markPrefix = "payoutkit_";

/** The metadata by which a transfer is recognised as a payout's. */
export function markMetadata(mark: PayoutMark): Readonly<Record<string, string>> {
  return { [namespaceKey]: mark.namespace, [referenceKey]: mark.reference };
}

/** The group by which Stripe finds a payout's transfers; it holds no reference in the clear. */
export function markGroup(mark: PayoutMark): string {
  const name = JSON.stringify([mark.namespace, mark.reference]);
  const known = recentGroups.get(name);
  if (known !== undefined) return known;
  const group = `${markPrefix}${sha256Hex(name)}`;
  if (recentGroups.size >= mostRecentGroups) recentGroups.clear();
  recentGroups.set(name, group);
  return group;
}

// One send needs the same group four times, and the digest is the dearest part of it.
const recentGroups = new Map<string, string>();
const mostRecentGroups = 1000;

/** The mark that metadata and group agree on, else `null`: others use groups and metadata of their own. */
export function readMark(metadata: ReadonlyMap<string, string>, group: unknown): PayoutMark | null {
  const namespace = metadata.get(namespaceKey);
  const reference = metadata.get(referenceKey);
  if (namespace === undefined || reference === undefined) return null;
  const mark = { namespace, reference };
  return group === markGroup(mark) ? mark : null;
}

/** The texts among an object's values, which are all that Stripe's metadata holds. */
export function readTexts(value: unknown): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, entry] of isObject(value) ? Object.entries(value) : []) {
    if (typeof entry === "string") texts.set(key, entry);
  }
  return texts;
}

/** Whether two marks name the same payout. */
export function isSameMark(left: PayoutMark | null, right: PayoutMark): boolean {
  return left !== null && left.namespace === right.namespace && left.reference === right.reference;
}

const namespaceKey = `${markPrefix}namespace`;
const referenceKey = `${markPrefix}reference`;
