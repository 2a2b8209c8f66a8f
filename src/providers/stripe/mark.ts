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
  const { namespace, reference } = mark;
  const recent = recentGroups.get(reference);
  if (recent?.namespace === namespace) return recent.group;
  const group = `${markPrefix}${sha256Hex(JSON.stringify([namespace, reference]))}`;
  if (recentGroups.size >= mostRecentGroups) recentGroups.clear();
  recentGroups.set(reference, { namespace, group });
  return group;
}

// One send needs the same group four times, and the digest is the dearest part of it.
const recentGroups = new Map<string, { readonly namespace: string; readonly group: string }>();
const mostRecentGroups = 1000;

/** The mark that metadata and group agree on, else `null`: others use groups and metadata of their own. */
export function readMark(metadata: unknown, group: unknown): PayoutMark | null {
  const mark = readMetadataMark(metadata);
  return mark !== null && group === markGroup(mark) ? mark : null;
}

/** The mark in the metadata alone, for objects that have no group. */
export function readMetadataMark(metadata: unknown): PayoutMark | null {
  if (!isObject(metadata)) return null;
  const { [namespaceKey]: namespace, [referenceKey]: reference } = metadata;
  return typeof namespace === "string" && typeof reference === "string" ? { namespace, reference } : null;
}

/** The texts of metadata that aren't the library's own. */
export function readMetadata(metadata: unknown): Readonly<Record<string, string>> {
  if (!isObject(metadata)) return {};
  const texts: [string, string][] = [];
  for (const key of Object.keys(metadata)) {
    const text = metadata[key];
    if (typeof text === "string" && !key.startsWith(markPrefix)) texts.push([key, text]);
  }
  return Object.fromEntries(texts);
}

/** Whether two marks name the same payout. */
export function isSameMark(left: PayoutMark | null, right: PayoutMark): boolean {
  return left !== null && left.namespace === right.namespace && left.reference === right.reference;
}

const namespaceKey = `${markPrefix}namespace`;
const referenceKey = `${markPrefix}reference`;
