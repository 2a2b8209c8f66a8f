/** Money that moved: sent by a transfer, or taken back of one. */
export interface Movement {
  readonly id: string;
  readonly recipientId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** The transfer that it takes back, `null` for a transfer. */
  readonly transferId: string | null;
}

/** A movement as somebody was told of it: a reversal names no recipient, a transfer no transfer that it takes back. */
export type ToldMovement = Pick<Movement, "id" | "amount" | "currency"> & Partial<Movement>;

/** What is false about what was told or isn't what was wanted, `null` if it is all true. */
export function falsehoodOf(real: Movement | undefined, told: ToldMovement, wanted: Partial<ToldMovement> | null): string | null {
  if (real === undefined) return `to be made by ${told.id}, which isn't its own`;
  const fields = ["recipientId", "amount", "currency", "transferId"] as const;
  const false_ = fields.find((field) => told[field] !== undefined && real[field] !== told[field]);
  if (false_ !== undefined) return `with a ${false_} that it doesn't have`;
  const other = fields.find((field) => wanted?.[field] !== undefined && real[field] !== wanted[field]);
  return other === undefined ? null : `to be made with a ${other} that wasn't asked for`;
}
