import { err, ok, type Result } from "neverthrow";
import type { PayoutError } from "../../domain/errors.ts";
import type { FoundReversals, ProviderReversal, ReversalQuery } from "../../ports/transfer-reversals.ts";
import { apiFailure } from "./failures.ts";
import type { ReversalRow, WorldRows } from "./world.ts";

/** A reversal of the world as the provider tells it. */
export function toProviderReversal(row: ReversalRow): ProviderReversal {
  const { id, transferId, mark, amount, currency, createdAtMs } = row;
  return { id, transferId, mark, mode: "test", amount, currency, createdAtMs, raw: row };
}

/** Every reversal of one transfer that bears one mark, oldest first. */
export function findReversals(
  rows: WorldRows,
  { transferId, mark }: ReversalQuery,
  nowMs: number,
): Result<FoundReversals, PayoutError<"API_ERROR">> {
  if (rows.transfer(transferId) === null) return err(apiFailure("not_found", `the sandbox has no transfer ${transferId}`));
  const ofMark = rows
    .reversalsOf(transferId)
    .filter((row) => row.mark.namespace === mark.namespace && row.mark.reference === mark.reference);
  return ok({ reversals: ofMark.map(toProviderReversal), serverTimeMs: nowMs });
}
