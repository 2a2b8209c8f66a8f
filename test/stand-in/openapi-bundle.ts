import { readFileSync } from "node:fs";
import { fromSchema } from "@openapi-contrib/openapi-schema-to-json-schema";
import { asObject, type JsonObject } from "./json.ts";

/** The name of the bundle in a reference. */
export const bundleId = "https://stripe.invalid/openapi";

/**
 * Stripe's OpenAPI document as one JSON Schema: its components where their references expect them, and the
 * request and the response of each operation under `operations`.
 */
export function readBundle(): JsonObject {
  const text = readFileSync(new URL("./openapi/openapi-transfers.json", import.meta.url), "utf8");
  const document = asObject(JSON.parse(text));
  const schemas = asObject(asObject(document["components"])["schemas"]);
  return {
    $id: bundleId,
    components: { schemas: mapValues(schemas, toJsonSchema) },
    operations: operations(asObject(document["paths"])),
  };
}

/** An operation's name in the bundle. */
export function operationName(method: string, path: string): string {
  return `${method.toLowerCase()}${path.replaceAll(/\W/g, "_")}`;
}

function operations(paths: JsonObject): JsonObject {
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(asObject(methods)).map(([method, operation]): [string, JsonObject] => [
      operationName(method, path),
      { request: requestSchema(method, asObject(operation)), response: responseSchema(asObject(operation)) },
    ]),
  );
  return Object.fromEntries(entries);
}

function requestSchema(method: string, operation: JsonObject): unknown {
  if (method === "post") return toJsonSchema(contentSchema(operation["requestBody"], "application/x-www-form-urlencoded"));
  const parameters = Object.values(asObject(operation["parameters"])).map(asObject);
  const query = parameters.filter((parameter) => parameter["in"] === "query");
  const properties = query.map((parameter) => [String(parameter["name"]), toJsonSchema(parameter["schema"])]);
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

function responseSchema(operation: JsonObject): unknown {
  return toJsonSchema(contentSchema(asObject(operation["responses"])["200"], "application/json"));
}

function contentSchema(holder: unknown, type: string): unknown {
  return asObject(asObject(asObject(holder)["content"])[type])["schema"];
}

function toJsonSchema(schema: unknown): unknown {
  const { $schema: _dialect, ...converted } = fromSchema(asObject(schema), { cloneSchema: false });
  return converted;
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
