export { assertErr, assertOk } from "./assert.ts";
export {
  type ConformanceTest,
  providerConformance,
  type ProviderConformanceOptions,
  type ProviderWorld,
} from "./provider-conformance.ts";
export { storeConformance, type StoreConformanceOptions, type StoreUnderTest } from "./store-conformance.ts";
export { type TestClock, testClock } from "./test-clock.ts";
