import { expect, test } from "vitest";
import { nodeProblem } from "../../src/queues/pg-boss/node-version.ts";

test.each(["20.19.0", "22.11.9"])("Node %s is too old for the queue, and is told so", (version) => {
  expect(nodeProblem(version)).toContain(`this is Node ${version}`);
});

test.each(["22.12.0", "23.0.0", "24.21.0"])("Node %s will do", (version) => {
  expect(nodeProblem(version)).toBeNull();
});
