import type { Money } from "../domain/money.ts";
import { assertOk } from "./assert.ts";
import { check, checkSame, type ProviderWorld, type Suite } from "./provider-conformance-suite.ts";

/** What a provider says of itself and of its account. */
export function descriptionFacts<W extends ProviderWorld>({ fact }: Suite<W>): void {
  fact("the provider has a short lower-case name and the version of its port", async ({ provider }) => {
    check(/^[a-z][a-z0-9-]{0,31}$/.test(provider.name), `a short lower-case name, got "${provider.name}"`);
    checkSame(provider.specificationVersion, "v1", "the port's version");
  });

  fact("the capabilities are whole numbers that agree with each other", async ({ provider }) => {
    const { requestsPerSecond, storesDeclines, windowStepMs = 1, highestRequestsPerSecond = 1, ...numbers } = provider.capabilities;
    checkSame(typeof storesDeclines, "boolean", "the type of storesDeclines");
    for (const [name, value] of Object.entries({ ...numbers, windowStepMs, highestRequestsPerSecond })) {
      check(Number.isSafeInteger(value) && value > 0, `${name} to be a whole number above 0, got ${value}`);
    }
    check(requestsPerSecond.read > 0 && requestsPerSecond.write > 0, "room for a request a second or so");
    check(numbers.settleMs >= numbers.timeoutMs, "a request to settle no earlier than its caller gives up on it");
    check(numbers.quietMs >= numbers.settleMs, "a lookup to stay empty at least until requests have settled");
  });

  fact("identify names the same account each time and says whether its money is real", async ({ provider }) => {
    const first = assertOk(await provider.identify());
    const second = assertOk(await provider.identify());
    check(first.account.length > 0, "an account");
    check(first.mode === "live" || first.mode === "test", `the mode live or test, got ${first.mode}`);
    checkSame([second.account, second.mode], [first.account, first.mode], "the second identity");
    checkTime(first.serverTimeMs);
  });

  fact("balance lists a currency once, in lower case, in whole minor units", async ({ provider, currency, amount }) => {
    const { available, pending, spendable } = assertOk(await provider.balance());
    for (const list of [available, pending, spendable]) checkMoney(list);
    const total = available.find((money) => money.currency === currency)?.amount ?? 0;
    const usable = spendable.find((money) => money.currency === currency)?.amount ?? 0;
    check(usable >= 10 * amount, `funds for ten times ${amount} ${currency}, got ${usable}`);
    check(usable <= total, "no more to be spendable than is available");
  });
}

/** Throws unless a provider's clock told whole milliseconds, or nothing. */
export function checkTime(timeMs: number | null): void {
  check(timeMs === null || Number.isSafeInteger(timeMs), `whole milliseconds or null, got ${timeMs}`);
}

function checkMoney(list: readonly Money[]): void {
  for (const { amount, currency } of list) {
    check(/^[a-z]{3}$/.test(currency), `a lower-case currency, got "${currency}"`);
    check(Number.isSafeInteger(amount), `whole minor units of ${currency}, got ${amount}`);
  }
  checkSame(new Set(list.map((money) => money.currency)).size, list.length, "the number of different currencies");
}
