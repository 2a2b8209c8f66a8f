import { parseAmount } from "../../domain/payout-request.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ForeignTransfer, SandboxControls } from "./controls.ts";
import { doLateWork } from "./late-work.ts";
import { addFunds, executeTransfer, reverseTransfer } from "./ledger.ts";
import { parseCurrencyName, parseNumber, parseRecipientId } from "./options.ts";
import { isTextRecord } from "./request.ts";
import { oneOf, parseReadScenario, parseScenario } from "./scenarios.ts";
import { toProviderTransfer } from "./to-transfer.ts";
import { recipientStates, type TransferRow, type World, type WorldRows } from "./world.ts";

/** The controls of a world. */
export function makeControls(world: World, clock: Clock): SandboxControls {
  const change = <T>(work: (rows: WorldRows, nowMs: number) => T): T =>
    world.transact((rows) => {
      const nowMs = clock.now();
      doLateWork(rows, nowMs);
      return work(rows, nowMs);
    });
  return {
    next: (name, options) => change((rows) => rows.addScenario(parseScenario(name, options))),
    nextRead: (name, options) => change((rows) => rows.addScenario(parseReadScenario(name, options))),
    waitingScenarios: () => change((rows) => [...rows.scenarios("create"), ...rows.scenarios("read")]),
    clearScenarios: () => change((rows) => rows.clearScenarios()),
    addFunds: (currency, amount) =>
      change((rows) => addFunds(rows, parseCurrencyName("addFunds", currency), parseNumber("addFunds", amount, 1))),
    setRecipient: (recipientId, state) =>
      change((rows) =>
        rows.setRecipient(parseRecipientId("setRecipient", recipientId), oneOf("setRecipient", recipientStates, state)),
      ),
    addTransfer: (transfer) => change((rows, nowMs) => toProviderTransfer(addTransfer(rows, transfer, nowMs))),
    reverse: (transferId, amount) => change((rows) => toProviderTransfer(reverseTransfer(rows, transferId, amount))),
    transfers: () => change((rows) => everyTransfer(rows).map(toProviderTransfer)),
    movements: () => change((rows) => rows.countTransfers()),
    close: () => world.close(),
  };
}

function addTransfer(rows: WorldRows, transfer: ForeignTransfer, nowMs: number): TransferRow {
  const { amount, description = null, metadata = {}, createdAtMs = nowMs } = transfer;
  if (parseAmount(amount).isErr()) throw new TypeError(`addTransfer: expected a positive amount, got ${amount}`);
  if (!isTextRecord(metadata)) throw new TypeError("addTransfer: expected metadata of strings");
  const recipientId = parseRecipientId("addTransfer", transfer.recipientId);
  const currency = parseCurrencyName("addTransfer", transfer.currency);
  const order = { mark: null, recipientId, amount, currency, description, metadata };
  const answer = executeTransfer(rows, order, parseNumber("createdAtMs", createdAtMs, 0));
  if (answer.kind === "transfer") return answer.row;
  throw new RangeError(`addTransfer: the sandbox refused it: ${answer.decline.code}`);
}

function everyTransfer(rows: WorldRows): TransferRow[] {
  const limit = rows.countTransfers();
  return rows.page({ recipientId: null, fromMs: -Infinity, toMs: Infinity, after: null, limit }).reverse();
}
