import { Ajv, type ValidateFunction } from "ajv";
import { bundleId, operationName, readBundle } from "./openapi-bundle.ts";

/** Something that doesn't agree with Stripe's OpenAPI document. */
export interface Violation {
  readonly side: "request" | "response";
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly status: number | null;
  readonly problems: readonly string[];
}

/** What is wrong with the parameters of a request. `path` is the endpoint's, such as `/v1/transfers/{transfer}`. */
export function requestProblems(method: string, path: string, params: unknown): readonly string[] {
  if (path === ownAccountPath) return [];
  // Coercion writes into what it validates.
  return problems("request", `#/operations/${operationName(method, path)}/request`, structuredClone(params));
}

/** What is wrong with an answer; without an endpoint it has to be an error. */
export function responseProblems(method: string, path: string | null, status: number, body: unknown): readonly string[] {
  return problems("response", responsePointer(method, path, status), body);
}

const ownAccountPath = "/v1/account";

function responsePointer(method: string, path: string | null, status: number): string {
  if (path === null || status !== 200) return "#/components/schemas/error";
  if (path === ownAccountPath) return "#/components/schemas/account";
  return `#/operations/${operationName(method, path)}/response`;
}

function problems(side: Violation["side"], pointer: string, value: unknown): readonly string[] {
  const validate = validator(side, pointer);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath || "/"} ${message}`);
}

function validator(side: Violation["side"], pointer: string): ValidateFunction {
  const name = `${side} ${pointer}`;
  const found = validators.get(name);
  if (found !== undefined) return found;
  const compiled = compiler(side).compile({ $ref: `${bundleId}${pointer}` });
  validators.set(name, compiled);
  return compiled;
}

function compiler(side: Violation["side"]): Ajv {
  const found = compilers.get(side);
  if (found !== undefined) return found;
  // Forms hold nothing but text, so requests are read with coercion.
  const made = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: side === "request" });
  made.addSchema(readBundle());
  compilers.set(side, made);
  return made;
}

// Compiling takes a while, so it is done once for all stand-ins of a process, and only for what is asked.
const compilers = new Map<Violation["side"], Ajv>();
const validators = new Map<string, ValidateFunction>();
