/** Something that doesn't agree with Stripe's OpenAPI document. */
export interface Violation {
  readonly side: "request" | "response";
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly status: number | null;
  readonly problems: readonly string[];
}
