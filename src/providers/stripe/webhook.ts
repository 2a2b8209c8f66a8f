import { errAsync, okAsync, type ResultAsync } from "neverthrow";
import { PayoutError } from "../../domain/errors.ts";
import { demandOptions } from "../../domain/options.ts";
import { describe, isObject } from "../../domain/payout-request.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import type { ProviderEvent } from "../../ports/provider-event.ts";
import { eventFromStripe } from "./from-stripe-event.ts";
import { signatureProblem } from "./webhook-signature.ts";

/** What a webhook's deliveries are checked with. */
export interface StripeWebhookOptions {
  /** The endpoint's signing secret, `whsec_…`; several while one takes over from another. */
  readonly secret: string | readonly string[];
  /** How far a delivery's time may be from now, before or after; 300 by default. */
  readonly toleranceSeconds?: number | undefined;
  /** Where the time comes from; the machine's own clock by default. */
  readonly clock?: Pick<Clock, "now"> | undefined;
}

/** Reads what Stripe delivers to a webhook endpoint. */
export interface StripeWebhook {
  /**
   * The event of one delivery. `rawBody` is the request's body byte for byte, before any parser; `signature` is
   * its header `Stripe-Signature`. Fails with `INVALID_REQUEST`: `invalid_signature` if this delivery can't be
   * shown to be Stripe's and fresh, `invalid` if it is Stripe's and can't be read.
   *
   * @example
   * const applied = await webhook.parse(rawBody, signature).andThen((event) => client.applyEvent(event));
   */
  parse(
    rawBody: string | Uint8Array,
    signature: string | readonly string[] | null | undefined,
  ): ResultAsync<ProviderEvent, PayoutError<"INVALID_REQUEST">>;
}

/**
 * Checks and reads the deliveries of a Stripe webhook endpoint. Wrong options throw a `TypeError`, which never
 * shows a secret.
 *
 * @example
 * const webhook = stripeWebhook({ secret: process.env.STRIPE_WEBHOOK_SECRET ?? "" });
 */
export function stripeWebhook(options: StripeWebhookOptions): StripeWebhook {
  const settings = parseOptions(options);
  return {
    parse(rawBody, signature) {
      try {
        return read(settings, rawBody, signature);
      } catch {
        return refuse("invalid_signature", "rawBody", "expected a body that can be read, got one that throws");
      }
    },
  };
}

interface Settings {
  readonly secrets: readonly string[];
  readonly toleranceSeconds: number;
  readonly clock: Pick<Clock, "now">;
}

type Parsed = ResultAsync<ProviderEvent, PayoutError<"INVALID_REQUEST">>;

function read({ secrets, toleranceSeconds, clock }: Settings, rawBody: unknown, signature: unknown): Parsed {
  const body = bytesOf(rawBody);
  if (body === null) {
    const message = `expected the raw body as well-formed text or bytes, before any parser; got ${describe(rawBody)}`;
    return refuse("invalid_signature", "rawBody", typeof rawBody === "string" ? "expected well-formed text" : message);
  }
  if (body.length > mostBytes) {
    return refuse("invalid_signature", "rawBody", `expected at most ${mostBytes} bytes, got ${body.length}`);
  }
  const problem = signatureProblem({ body, signature, secrets, toleranceSeconds, nowMs: clock.now() });
  if (problem !== null) return refuse("invalid_signature", "signature", problem);
  const event = eventFromStripe(parseJson(body));
  return event === null ? refuse("invalid", "rawBody", "expected an event of Stripe's API v1, as JSON") : okAsync(event);
}

/** Far above what Stripe sends; more isn't worth hashing. */
const mostBytes = 1_048_576;

/** The bytes that were signed. Text that isn't well-formed was never sent: no bytes stand for it. */
function bytesOf(rawBody: unknown): Uint8Array | null {
  if (typeof rawBody === "string") {
    if (rawBody.length > mostBytes) return new Uint8Array(mostBytes + 1);
    return rawBody.isWellFormed() ? new TextEncoder().encode(rawBody) : null;
  }
  // By its kind, because a buffer may come from another realm.
  if (!ArrayBuffer.isView(rawBody)) return null;
  return new Uint8Array(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return null;
  }
}

function refuse(reason: "invalid_signature" | "invalid", path: "rawBody" | "signature", message: string): Parsed {
  const what = reason === "invalid" ? "Stripe: the delivery can't be read" : "Stripe: the delivery isn't shown to be genuine";
  return errAsync(
    new PayoutError({
      code: "INVALID_REQUEST",
      reason,
      outcome: "not_created",
      details: { issues: [{ path, message }] },
      message: `${what}: ${path}: ${message}`,
    }),
  );
}

function parseOptions(options: StripeWebhookOptions): Settings {
  demandOptions("stripeWebhook", options, ["secret", "toleranceSeconds", "clock"] satisfies (keyof StripeWebhookOptions)[]);
  const { secret, toleranceSeconds = 300, clock = systemClock } = options;
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  if (secrets.length === 0 || !secrets.every(isSecret)) {
    throw new TypeError("stripeWebhook: expected `secret`, a signing secret (whsec_…) without spaces, or several in an array");
  }
  if (!Number.isFinite(toleranceSeconds) || toleranceSeconds <= 0) {
    throw new TypeError(`stripeWebhook: expected \`toleranceSeconds\` above 0, got ${describe(toleranceSeconds)}`);
  }
  if (!isObject(clock) || typeof clock.now !== "function") {
    throw new TypeError("stripeWebhook: expected `clock` to be an object with now");
  }
  return { secrets: [...secrets], toleranceSeconds, clock };
}

function isSecret(secret: unknown): secret is string {
  return typeof secret === "string" && /^[\x21-\x7e]+$/.test(secret);
}
