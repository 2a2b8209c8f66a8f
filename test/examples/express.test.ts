import { expect, test } from "vitest";
import { inFolder, withServer } from "./example.ts";

const pay = async (url: string, member: string): Promise<Response> => fetch(`${url}/payouts/2026-11/${member}`, { method: "POST" });

test("the Express example pays a member once, however often it is asked and after a restart too", async () => {
  await inFolder(async (folder) => {
    let first: unknown;
    await withServer("express", folder, async ({ url, stop }) => {
      const answer = await pay(url, "maya");
      first = await answer.json();
      expect(answer.status).toBe(200);
      expect(first).toMatchObject({ reference: "2026-11:maya", amount: 2500, status: "paid" });
      expect(await (await pay(url, "maya")).json()).toEqual(first);
      expect(await stop()).toBe(0);
    });
    await withServer("express", folder, async ({ url }) => {
      expect(await (await pay(url, "maya")).json()).toEqual(first);
      expect(await (await fetch(`${url}/payouts/2026-11/maya`)).json()).toMatchObject({ state: "paid", transfer: first });
    });
  });
});

test("the Express example knows nobody but its members", async () => {
  await inFolder(async (folder) => {
    await withServer("express", folder, async ({ url }) => {
      expect((await pay(url, "mallory")).status).toBe(404);
      expect((await fetch(`${url}/payouts/2026-11/noor`)).status).toBe(404);
      expect((await fetch(`${url}/payouts/${"x".repeat(300)}/noor`, { method: "POST" })).status).toBe(400);
    });
  });
});
