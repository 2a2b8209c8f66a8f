import type { OperationContext } from "./context.ts";

/** What a query needs of the context: no store, and nothing that pays. */
export type QueryContext = Pick<
  OperationContext,
  "provider" | "pacer" | "clock" | "namespace" | "timeoutMs" | "emit" | "identify"
>;
