/** The part of a `Stripe` instance that the adapter uses; every stripe package from 18 to 23 has it. */
export interface StripeClient {
  readonly accounts: {
    retrieve(id: string, params: object, options: StripeRequestOptions): PromiseLike<unknown>;
    retrieveCurrent(params: object, options: StripeRequestOptions): PromiseLike<unknown>;
  };
  readonly balance: {
    retrieve(params: object, options: StripeRequestOptions): PromiseLike<unknown>;
  };
  readonly transfers: {
    create(params: StripeCreateParams, options: StripeRequestOptions): PromiseLike<unknown>;
    retrieve(id: string, params: object, options: StripeRequestOptions): PromiseLike<unknown>;
    list(params: StripeListParams, options: StripeRequestOptions): PromiseLike<unknown>;
    /** `POST /v1/transfers/{id}/reversals`. */
    createReversal(id: string, params: StripeReversalParams, options: StripeRequestOptions): PromiseLike<unknown>;
    /** `GET /v1/transfers/{id}/reversals`. */
    listReversals(id: string, params: StripeReversalListParams, options: StripeRequestOptions): PromiseLike<unknown>;
  };
  /** Tells the API version that the client was made for. */
  getApiField?(field: "version"): unknown;
}

/** What goes with one request; it overrides what the client was made with. */
export interface StripeRequestOptions {
  readonly maxNetworkRetries: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly apiVersion?: string;
  readonly stripeAccount?: string;
  readonly idempotencyKey?: string;
}

/** The parameters of `POST /v1/transfers`. */
export interface StripeCreateParams {
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly destination: string;
  readonly description?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly transfer_group: string;
}

/** The parameters of `POST /v1/transfers/{id}/reversals`. */
export interface StripeReversalParams {
  /** Minor units. */
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The parameters of `GET /v1/transfers/{id}/reversals`. */
export interface StripeReversalListParams {
  readonly limit: number;
  readonly starting_after?: string;
}

/** The parameters of `GET /v1/transfers`. */
export interface StripeListParams {
  readonly limit: number;
  /** Whole seconds since the epoch. */
  readonly created?: { readonly gte?: number; readonly lt?: number };
  readonly destination?: string;
  readonly transfer_group?: string;
  readonly starting_after?: string;
}
