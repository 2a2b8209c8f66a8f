import Stripe from "stripe";
import { expect, test } from "vitest";
import { inFolder, withServer } from "./example.ts";

test("the Hono example pays a month once, however often it is asked", async () => {
  await inFolder(async (folder) => {
    await withServer("hono", folder, async ({ url, stop }) => {
      const pay = async (): Promise<unknown> => (await fetch(`${url}/runs/2026-11`, { method: "POST" })).json();
      expect(await pay()).toMatchObject({ counts: { paid: 2, alreadyPaid: 0 }, paid: [{ amount: 6500, currency: "usd" }], problems: [] });
      expect(await pay()).toMatchObject({ counts: { paid: 0, alreadyPaid: 2 }, paid: [] });
      expect(await (await fetch(`${url}/summary`)).json()).toMatchObject({ count: 2, currencies: [{ currency: "usd", net: 6500 }] });
      expect(await stop()).toBe(0);
    });
  });
});

test("the Hono example takes a webhook that is signed, and no other", async () => {
  await inFolder(async (folder) => {
    await withServer("hono", folder, async ({ url }) => {
      const created = 1_790_000_000;
      const transfer = { id: "tr_1", object: "transfer", amount: 1, currency: "usd", destination: "acct_1", created };
      const payload = JSON.stringify({ id: "evt_1", object: "event", type: "transfer.created", created, livemode: false, data: { object: transfer } });
      const signature = new Stripe("sk_test_1").webhooks.generateTestHeaderString({ payload, secret: "whsec_example" });
      const post = async (body: string): Promise<number> =>
        (await fetch(`${url}/webhooks/stripe`, { method: "POST", body, headers: { "stripe-signature": signature } })).status;
      expect(await post(payload)).toBe(200);
      expect(await post(`${payload} `)).toBe(400);
    });
  });
});
