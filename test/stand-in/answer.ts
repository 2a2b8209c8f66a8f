/** What the stand-in says to one request. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer that says what was asked for. */
export function answerWith(body: unknown): Answer {
  return { status: 200, body };
}

/** What an error of Stripe's says. */
export interface ErrorFields {
  readonly type?: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error" | undefined;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  readonly message: string;
}

/** An error in Stripe's shape; its type is `invalid_request_error` unless another is given. */
export function answerError(status: number, fields: ErrorFields, headers: Record<string, string> = {}): Answer {
  const { type = "invalid_request_error", code, param, message } = fields;
  const about = code === undefined ? {} : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` };
  const where = param === undefined ? {} : { param };
  return { status, body: { error: { ...about, message, ...where, type } }, headers };
}

/** An object of that kind doesn't exist: 404 where it was named by the path, 400 where by a parameter. */
export function answerMissing(kind: string, id: string, param: string, status: 400 | 404 = 404): Answer {
  return answerError(status, { code: "resource_missing", param, message: `No such ${kind}: '${id}'` });
}
