import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { markGroup, markMetadata } from "../../../src/providers/stripe/mark.ts";
import { stripeWebhook, type StripeWebhook, type StripeWebhookOptions } from "../../../src/providers/stripe/index.ts";
import { assertErr, assertOk } from "../../../src/testing/assert.ts";
import { testClock } from "../../../src/testing/test-clock.ts";

const stripe = new Stripe("sk_test_offline");
const secret = "whsec_one_two_three";
const nowMs = Date.UTC(2026, 10, 1);
const nowSeconds = nowMs / 1000;

function webhook(options: Partial<StripeWebhookOptions> = {}) {
  return stripeWebhook({ secret, clock: testClock(nowMs), ...options });
}

function eventBody(changes: object = {}, object: object = {}): string {
  const mark = { namespace: "default", reference: "2026-11:member_42" };
  const transfer = {
    id: "tr_1", object: "transfer", amount: 2500, amount_reversed: 0, currency: "usd", created: 1_790_000_000,
    description: "November", destination: "acct_maya", livemode: false, reversed: false,
    metadata: { ...markMetadata(mark), order: "7" }, transfer_group: markGroup(mark), ...object,
  };
  const event = { id: "evt_1", object: "event", type: "transfer.created", created: 1_790_000_001, livemode: false };
  return JSON.stringify({ ...event, data: { object: transfer }, ...changes }, null, 2);
}

function sign(payload: string, { timestamp = nowSeconds, key = secret } = {}): string {
  return stripe.webhooks.generateTestHeaderString({ payload, secret: key, timestamp });
}

function isTheirs(body: string, signature: string): boolean {
  try {
    stripe.webhooks.constructEvent(body, signature, secret, 300, undefined, nowMs);
    return true;
  } catch {
    return false;
  }
}

async function refusal(body: unknown, signature: unknown, options: Partial<StripeWebhookOptions> = {}): Promise<string> {
  const parsing: ReturnType<StripeWebhook["parse"]> = Reflect.apply(webhook(options).parse, undefined, [body, signature]);
  return assertErr(await parsing, "INVALID_REQUEST").reason;
}

describe("stripeWebhook reads", () => {
  test("what Stripe's own package signed, as text, as bytes and as a Buffer", async () => {
    const body = eventBody();
    for (const rawBody of [body, new TextEncoder().encode(body), Buffer.from(body)]) {
      const event = assertOk(await webhook().parse(rawBody, sign(body)));
      expect(event).toMatchObject({ id: "evt_1", type: "transfer.created", account: null, mode: "test" });
      expect(event.createdAtMs).toBe(1_790_000_001_000);
      expect(event.transfer).toMatchObject({
        id: "tr_1", recipientId: "acct_maya", amount: 2500, currency: "usd", status: "paid", metadata: { order: "7" },
        mark: { namespace: "default", reference: "2026-11:member_42" },
      });
    }
  });

  test("bytes that begin in the middle of a buffer", async () => {
    const body = eventBody();
    const whole = Buffer.from(`xx${body}yy`);
    assertOk(await webhook().parse(whole.subarray(2, whole.length - 2), sign(body)));
  });

  test.each(["transfer.created", "transfer.updated", "transfer.reversed"])("%s with its transfer", async (type) => {
    const body = eventBody({ type, account: "acct_2", livemode: true }, { amount_reversed: 100 });
    const event = assertOk(await webhook().parse(body, sign(body)));
    expect(event).toMatchObject({ type, account: "acct_2", mode: "live", transfer: { status: "partially_reversed" } });
  });

  test("an event that is about no transfer as other", async () => {
    const body = eventBody({ type: "payout.paid" }, { object: "payout" });
    const event = assertOk(await webhook().parse(body, sign(body)));
    expect(event).toMatchObject({ type: "other", transfer: null });
  });

  test("letters beyond ASCII", async () => {
    const body = eventBody({}, { description: "Grüße 🎉" });
    expect(assertOk(await webhook().parse(body, sign(body))).transfer?.description).toBe("Grüße 🎉");
  });

  test("a delivery that any of several secrets signed", async () => {
    const body = eventBody();
    const options = { secret: ["whsec_new", secret] };
    assertOk(await webhook(options).parse(body, sign(body)));
    assertOk(await webhook(options).parse(body, sign(body, { key: "whsec_new" })));
    expect(await refusal(body, sign(body, { key: "whsec_other" }), options)).toBe("invalid_signature");
  });

  test("a header with several signatures of which one is good", async () => {
    const body = eventBody();
    const good = sign(body);
    const forged = "0".repeat(64);
    assertOk(await webhook().parse(body, good.replace(",v1=", `,v1=${forged},v0=${forged},v1=`)));
    assertOk(await webhook().parse(body, `${good},v1=${forged}`));
  });

  test("a delivery at the edge of the tolerance, before and after", async () => {
    const body = eventBody();
    assertOk(await webhook().parse(body, sign(body, { timestamp: nowSeconds - 300 })));
    assertOk(await webhook().parse(body, sign(body, { timestamp: nowSeconds + 300 })));
    assertOk(await webhook({ toleranceSeconds: 3600 }).parse(body, sign(body, { timestamp: nowSeconds - 3600 })));
  });
});

describe("stripeWebhook refuses", () => {
  test("a forged, a stale and a future delivery", async () => {
    const body = eventBody();
    expect(await refusal(body, sign(body, { key: "whsec_forged" }))).toBe("invalid_signature");
    expect(await refusal(body, sign(body, { timestamp: nowSeconds - 301 }))).toBe("invalid_signature");
    expect(await refusal(body, sign(body, { timestamp: nowSeconds + 301 }))).toBe("invalid_signature");
  });

  test("a body that was changed, cut or parsed", async () => {
    const body = eventBody();
    const signature = sign(body);
    const changed = [body.replace("2500", "2501"), body.slice(0, -1), `${body}\n`, "", JSON.stringify(JSON.parse(body))];
    const unread = [JSON.parse(body), null, undefined, 7, [body], { byteLength: 3 }];
    for (const rawBody of [...changed, ...unread]) expect(await refusal(rawBody, signature)).toBe("invalid_signature");
  });

  test("a header that is missing, doubled or malformed", async () => {
    const body = eventBody();
    const good = sign(body);
    const digits = good.split("v1=")[1] ?? "";
    const malformed = [
      undefined, null, "", [good, good], {}, 7, "t=1", `v1=${digits}`, `t=,v1=${digits}`, `t=x,v1=${digits}`,
      `t=${nowSeconds},t=${nowSeconds},v1=${digits}`, `t=${nowSeconds},v0=${digits}`, `t=${nowSeconds},v1=`,
      `t=${nowSeconds},v1=${digits.toUpperCase()}`, `t=${nowSeconds},v1=${digits}0`, `t=-${nowSeconds},v1=${digits}`,
      `t=${nowSeconds}.0,v1=${digits}`, `${good},${"v1=,".repeat(1000)}`, good.replaceAll(",", ";"),
    ];
    for (const signature of malformed) expect(await refusal(body, signature)).toBe("invalid_signature");
  });

  test("a body above one mebibyte, though it is signed", async () => {
    const body = eventBody({ pad: "x".repeat(1_048_576) });
    expect(await refusal(body, sign(body))).toBe("invalid_signature");
    expect(await refusal(Buffer.from(body), sign(body))).toBe("invalid_signature");
  });

  test("text with half a surrogate pair, for which no bytes stand", async () => {
    const body = eventBody({ odd: "\ufffd" });
    expect(await refusal(body.replace("\ufffd", "\ud800"), sign(body))).toBe("invalid_signature");
  });

  test("everything while its clock gives no number", async () => {
    const body = eventBody();
    expect(await refusal(body, sign(body), { clock: { now: () => Number.NaN } })).toBe("invalid_signature");
  });

  test("as invalid what is genuine and can't be read", async () => {
    const bodies = ["", "null", "[]", '{"object":"event"}', '{"id":"evt_1","object":"event","type":"transfer.created"}'];
    const unreadable = [...bodies, eventBody({ object: "charge" }), eventBody({}, { object: "charge" }), "{", `\ufeff${eventBody()}`];
    for (const body of unreadable) expect(await refusal(body, sign(body))).toBe("invalid");
    const noText = Buffer.from([0x7b, 0xff, 0x7d]);
    const digits = createHmac("sha256", secret).update(`${nowSeconds}.`).update(noText).digest("hex");
    expect(await refusal(noText, `t=${nowSeconds},v1=${digits}`)).toBe("invalid");
  });

  test("a body deep enough to break a recursive reader, without throwing", async () => {
    const body = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
    expect(await refusal(body, sign(body))).toBe("invalid");
  });

  test("wrong options with a TypeError that shows no secret", () => {
    const wrong = [undefined, {}, { secret: "" }, { secret: [] }, { secret: ["whsec_ok", "whsec_line\n"] }, { secret, toleranceSeconds: 0 }];
    for (const options of [...wrong, { secret, toleranceSeconds: Number.NaN }, { secret, clock: {} }]) {
      const make = (): unknown => Reflect.apply(stripeWebhook, undefined, [options]);
      expect(make).toThrow(TypeError);
      expect(make).not.toThrow(/whsec_(one|ok|line)/);
    }
  });

  test("without showing the secret or the signature anywhere", async () => {
    const body = eventBody();
    const forged = sign(body, { key: "whsec_forged" });
    const error = assertErr(await webhook().parse(body, forged), "INVALID_REQUEST");
    const shown = `${inspect(error, { depth: 9 })}${JSON.stringify(error)}${String(error.stack)}`;
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(forged.split("v1=")[1]);
  });
});

describe("stripeWebhook, whatever it is given,", () => {
  const anyBody = fc.oneof(fc.anything(), fc.string(), fc.uint8Array({ maxLength: 200 }), fc.constant(eventBody()));
  const header = fc.tuple(fc.integer({ min: 0, max: 2 * nowSeconds }), fc.stringMatching(/^[0-9a-f]{64}$/));
  const anyHeader = fc.oneof(fc.anything(), fc.string(), header.map(([time, digits]) => `t=${time},v1=${digits}`));

  test("never throws and never accepts what nobody signed", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, anyHeader, async (body, signature) => {
        expect(await refusal(body, signature)).toBe("invalid_signature");
      }),
      { numRuns: 300 },
    );
  });

  test("accepts no signed delivery of which a single bit was turned", async () => {
    const body = Buffer.from(eventBody());
    const signature = sign(body.toString());
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length * 8 - 1), async (bit) => {
        const turned = Uint8Array.from(body, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(await refusal(turned, signature)).toBe("invalid_signature");
      }),
      { numRuns: 200 },
    );
  });

  test("agrees with Stripe's own package on every header near a good one", async () => {
    const body = eventBody();
    const good = sign(body);
    const change = fc.tuple(fc.nat(good.length - 1), fc.constantFrom("", "0", "a", ",", "=", "t", "v1", "g"));
    await fc.assert(
      fc.asyncProperty(change, async ([at, text]) => {
        const near = good.slice(0, at) + text + good.slice(at + 1);
        const ours = (await webhook().parse(body, near)).isOk();
        expect({ ours, theirs: isTheirs(body, near) }).not.toEqual({ ours: true, theirs: false });
        expect(ours || near !== good).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("reads any signed JSON as an event or refuses it as invalid", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.jsonValue().map((data) => eventBody({ data }))), async (body) => {
        const result = await webhook().parse(body, sign(body));
        expect(result.isOk() ? "read" : result.error.reason).toMatch(/^(read|invalid)$/);
      }),
      { numRuns: 200 },
    );
  });
});
