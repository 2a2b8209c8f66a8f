import { test } from "vitest";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { storeConformance } from "../../../src/testing/store-conformance.ts";

storeConformance({ name: "memory", test, create: async () => ({ store: memoryStore() }), durable: false });
