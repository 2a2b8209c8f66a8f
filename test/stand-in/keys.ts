import { answerError, type Answer } from "./answer.ts";

/** What an API key may do. */
export type KeyStatus = "accepted" | "expired" | "revoked";

/** What a restricted key can be allowed. */
export type Permission = "account_read" | "balance_read" | "transfers_read" | "transfers_write";

/** An API key of the stand-in's account. */
export interface ApiKey {
  readonly key: string;
  readonly status: KeyStatus;
  /** Left out, the key may do everything. */
  readonly permissions?: readonly Permission[] | undefined;
}

/** The keys that the stand-in knows. */
export class ApiKeys {
  readonly #keys = new Map<string, ApiKey>();

  set(key: ApiKey): void {
    this.#keys.set(key.key, key);
  }

  /** Why a request with that key is turned away, `undefined` if it isn't. */
  refusal(key: string | null, permission: Permission | undefined): Answer | undefined {
    if (key === null) return answerUnauthorized("You did not provide an API key.");
    const known = this.#keys.get(key);
    if (known === undefined || known.status === "revoked") {
      return answerUnauthorized(`Invalid API Key provided: ${masked(key)}`);
    }
    if (known.status === "expired") return answerUnauthorized(`Expired API Key provided: ${masked(key)}`, "api_key_expired");
    if (permission === undefined || known.permissions?.includes(permission) !== false) return undefined;
    return answerForbidden(permission);
  }
}

/** 401 in Stripe's shape. */
export function answerUnauthorized(message: string, code?: string): Answer {
  return answerError(401, { code, message }, { "www-authenticate": 'Bearer realm="Stripe"' });
}

/** 403 in Stripe's shape: the key is restricted. */
export function answerForbidden(permission: Permission): Answer {
  const message = `The provided key does not have the required permissions for this endpoint. Having the 'rak_${permission}' permission would allow this request to continue.`;
  return answerError(403, { message });
}

/** The key in an `Authorization` header, as bearer or as the user of basic authentication. */
export function readApiKey(header: string | undefined): string | null {
  const [scheme = "", credentials = ""] = (header ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return credentials === "" ? null : credentials;
  if (scheme.toLowerCase() !== "basic") return null;
  const [user = ""] = Buffer.from(credentials, "base64").toString().split(":");
  return user === "" ? null : user;
}

function masked(key: string): string {
  return `${key.slice(0, 8)}****${key.slice(-4)}`;
}
