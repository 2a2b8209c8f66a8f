import { describe, expect, test } from "vitest";
import { type SqlRow, decodeRecord, encodeRecord } from "../../../src/stores/sql/codec.ts";
import { recordColumnNames } from "../../../src/stores/sql/columns.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import type { StoredRecord } from "../../../src/ports/payout-store.ts";
import { fullRecord, sampleRecord } from "../../../src/testing/store-conformance-records.ts";

describe("a row", () => {
  test("is decoded to the record that it was encoded from", () => {
    for (const record of [fullRecord("full"), sampleRecord("plain")]) {
      expect(assertOk(decodeRecord(rowOf(record)))).toEqual(record);
    }
  });

  test("may hold its integers as text or as bigints", () => {
    const row = rowOf(sampleRecord("large", { amount: Number.MAX_SAFE_INTEGER }));
    for (const amount of ["9007199254740991", 9007199254740991n]) {
      expect(assertOk(decodeRecord({ ...row, amount })).amount).toBe(Number.MAX_SAFE_INTEGER);
    }
  });

  test("with an integer that no number holds exactly is an error", () => {
    const row = rowOf(sampleRecord("large"));
    for (const amount of ["9007199254740992", 9007199254740992n, 2 ** 53, 1.5, "1.5", "1e3", "", null]) {
      const failure = assertErr(decodeRecord({ ...row, amount }), "API_ERROR");
      expect(failure.message).toContain('the record of "large" can\'t be read: amount should be an integer');
      expect([failure.reference, failure.retryable, failure.outcome]).toEqual(["large", false, "not_created"]);
    }
  });

  test("without its reference is an error all the same", () => {
    const failure = assertErr(decodeRecord({ ...rowOf(sampleRecord("a")), reference: null }), "API_ERROR");
    expect(failure.message).toContain("reference should be text");
    expect(failure.reference).toBeUndefined();
  });

  test("with any field of its document missing is an error", () => {
    const row = rowOf(fullRecord("full"));
    for (const path of documentPaths(JSON.parse(String(row["document"])))) {
      const document = JSON.parse(String(row["document"]));
      deleteAt(document, path);
      const failure = assertErr(decodeRecord({ ...row, document: JSON.stringify(document) }), "API_ERROR");
      expect(failure.reference, path.join(".")).toBe("full");
    }
  });
});

function rowOf(record: StoredRecord): SqlRow {
  const values = encodeRecord(record);
  return Object.fromEntries(recordColumnNames.map((name, place) => [name, values[place]]));
}

/** The path of each field that has a fixed name. */
function documentPaths(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const below = key === "metadata" ? [] : documentPaths(entry).map((path) => [key, ...path]);
    return Array.isArray(value) ? below : [[key], ...below];
  });
}

function deleteAt(document: unknown, path: readonly string[]): void {
  const last = path.at(-1) ?? "";
  const parent = path.slice(0, -1).reduce<unknown>((object, key) => Reflect.get(Object(object), key), document);
  Reflect.deleteProperty(Object(parent), last);
}
