import { describe, expect, test } from "vitest";
import { parseWord, unknownFields } from "../../src/domain/words.ts";
import { assertOk } from "../../src/testing/assert.ts";

const known = ["recipientId", "currency", "origin", "from", "to", "limit"];

describe("parseWord", () => {
  test("takes a word that is known", () => {
    expect(assertOk(parseWord(["day", "week"], "week"))).toBe("week");
  });

  test.each([
    ["wek", 'expected one of day, week, got "wek"; did you mean week?'],
    ["DAY", 'expected one of day, week, got "DAY"; did you mean day?'],
    ["year of the rat", 'expected one of day, week, got "year of the rat"'],
    [7, "expected one of day, week, got 7"],
  ])("says of %j what is expected and what was likely meant", (value, message) => {
    const refused = parseWord(["day", "week"], value).match(() => null, (problem) => problem);
    expect(refused).toBe(message);
  });
});

describe("unknownFields", () => {
  test.each([
    ["recipient", "recipientId"],
    ["RecipientID", "recipientId"],
    ["curency", "currency"],
    ["limits", "limit"],
  ])("names for %s the field that was likely meant", (name, meant) => {
    expect(unknownFields({ [name]: 1 }, known)).toEqual([{ path: name, message: `isn't known here; did you mean ${meant}?` }]);
  });

  test.each(["referance", "x".repeat(100_000), ""])("lists the fields where none is like it", (name) => {
    const [issue] = unknownFields({ [name]: 1 }, known);
    expect(issue?.message).toBe(`isn't known here; expected ${known.join(", ")}`);
  });

  test("passes what is known, left undefined or inherited", () => {
    const fields = Object.create({ inherited: 1 }, { from: { value: 1, enumerable: true }, start: { value: undefined, enumerable: true } });
    expect(unknownFields(fields, known)).toEqual([]);
  });
});
