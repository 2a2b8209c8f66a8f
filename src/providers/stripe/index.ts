export { stripeProvider } from "./provider.ts";
export type { StripeApiKeyOptions, StripeClientOptions, StripeProviderOptions } from "./options.ts";
export type { StripeClient, StripeCreateParams, StripeListParams, StripeRequestOptions, StripeReversalListParams, StripeReversalParams } from "./client.ts";
export { stripeWebhook, type StripeWebhook, type StripeWebhookOptions } from "./webhook.ts";
