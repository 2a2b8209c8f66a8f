/** A JSON object whose values aren't known yet. */
export type JsonObject = Record<string, unknown>;

/** The value if it is an object, else an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** Whether a value is an object; lists are. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}
