import { sha256Hex } from "../domain/digest.ts";
import type { Filters } from "./filters.ts";

/** What a cursor is good for: the list that it was given with. */
export interface CursorScope {
  /** The provider's name. */
  readonly provider: string;
  readonly namespace: string;
  readonly filters: Filters;
}

/** The cursor that callers get for the provider's own one. */
export function writeCursor(providerCursor: string, scope: CursorScope): string {
  return `${prefix}${seal(providerCursor, scope)}_${providerCursor}`;
}

/** The provider's own cursor, or `null` if it was garbled or given with another list. */
export function readCursor(cursor: string, scope: CursorScope): string | null {
  if (!cursor.startsWith(prefix)) return null;
  const providerCursor = cursor.slice(prefix.length + sealLength + 1);
  return cursor === writeCursor(providerCursor, scope) ? providerCursor : null;
}

function seal(providerCursor: string, { provider, namespace, filters }: CursorScope): string {
  const { recipientId, currency, status, origin, fromMs, toMs } = filters;
  const bound = [provider, namespace, recipientId, currency, status, origin, fromMs, toMs, providerCursor];
  return sha256Hex(JSON.stringify(bound)).slice(0, sealLength);
}

const prefix = "pc1_";
const sealLength = 16;
