/** An account that can be paid. */
export interface Recipient {
  readonly id: string;
  /** Its `transfers` capability; `active` by default, `none` if it was never asked for. */
  readonly transfers?: "active" | "inactive" | "pending" | "none" | undefined;
  /** A closed account answers `account_closed`. */
  readonly closed?: boolean | undefined;
  /** Whether the platform may not send to it at all: `transfers_not_allowed`. */
  readonly refused?: boolean | undefined;
  /** `US` by default. */
  readonly country?: string | undefined;
  readonly email?: string | undefined;
}

/** The platform's account and those it knows. */
export class Accounts {
  readonly platform: string;
  readonly #recipients = new Map<string, Recipient>();

  constructor(platform: string) {
    this.platform = platform;
  }

  set(recipient: string | Recipient): void {
    const known = typeof recipient === "string" ? { id: recipient } : recipient;
    this.#recipients.set(known.id, known);
  }

  recipient(id: string): Recipient | undefined {
    return this.#recipients.get(id);
  }

  /** Whether the platform may act for this account. */
  isConnected(id: string): boolean {
    if (id === this.platform) return true;
    const recipient = this.#recipients.get(id);
    return recipient !== undefined && recipient.closed !== true;
  }

  /** Stripe's `account` object, `undefined` if the platform has no such account. */
  toObject(id: string): Readonly<Record<string, unknown>> | undefined {
    if (id === this.platform) return accountObject({ id });
    const recipient = this.#recipients.get(id);
    return recipient === undefined ? undefined : accountObject(recipient);
  }
}

function accountObject(account: Recipient): Readonly<Record<string, unknown>> {
  const { id, transfers = "active", closed = false, country = "US", email = null } = account;
  const ready = transfers === "active" && !closed;
  return {
    id,
    object: "account",
    business_type: null,
    capabilities: transfers === "none" ? {} : { card_payments: transfers, transfers },
    charges_enabled: ready,
    controller: { type: "application", is_controller: true },
    country,
    created: 1_600_000_000,
    default_currency: "usd",
    details_submitted: ready,
    email,
    external_accounts: { data: [], has_more: false, object: "list", url: `/v1/accounts/${id}/external_accounts` },
    metadata: {},
    payouts_enabled: ready,
    requirements: requirements(ready),
    type: "express",
  };
}

function requirements(ready: boolean): Readonly<Record<string, unknown>> {
  const due = ready ? [] : ["external_account"];
  return {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: ready ? null : "requirements.past_due",
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  };
}
