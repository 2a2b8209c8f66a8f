import { answerError, type Answer } from "./answer.ts";

/** The query or form of a request, parsed. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A range of whole seconds. */
export interface SecondRange {
  /** Inclusive. */
  readonly fromSecond: number;
  /** Exclusive. */
  readonly toSecond: number;
}

/** Reads parameters as Stripe does and keeps the first thing that is wrong with them. */
export class ParameterReader {
  readonly #given: Parameters;
  readonly #known = new Set(["expand"]);
  #refusal: Answer | undefined;

  constructor(given: Parameters) {
    this.#given = given;
  }

  /** The first thing that was wrong, a parameter that nobody asked for included. */
  refusal(): Answer | undefined {
    const unknown = Object.keys(this.#given).find((name) => !this.#known.has(name));
    if (unknown !== undefined) this.refuse(unknown, "parameter_unknown", `Received unknown parameter: ${unknown}`);
    return this.#refusal;
  }

  text(name: string, maxLength = 5000): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") return this.refuse(name, undefined, "Invalid string");
    if (value === "") return this.refuse(name, "parameter_invalid_empty", `You passed an empty string for '${name}'.`);
    if (value.length > maxLength) return this.refuse(name, undefined, `Invalid string: must be at most ${maxLength} characters`);
    return value;
  }

  requiredText(name: string): string {
    this.#require(name);
    return this.text(name) ?? "";
  }

  integer(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.#value(name);
    return value === undefined ? undefined : this.#integer(name, value, least, most);
  }

  requiredInteger(name: string, least: number): number {
    this.#require(name);
    return this.integer(name, least) ?? 0;
  }

  flag(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value === undefined || value === "true" || value === "false") return value === undefined ? undefined : value === "true";
    return this.refuse(name, undefined, `Invalid boolean: ${String(value)}`);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (value === undefined || found !== undefined) return found;
    return this.refuse(name, undefined, `Invalid ${name}: must be one of ${choices.join(", ")}`);
  }

  /** A map of texts; `null` if all of it is to be unset. */
  metadata(name: string): Readonly<Record<string, string>> | null | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (value === "") return null;
    if (typeof value !== "object" || value === null) return this.refuse(name, undefined, "Invalid object");
    const entries: Record<string, string> = {};
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== "string") return this.refuse(`${name}[${key}]`, undefined, "Metadata values must be texts");
      if (key.length > 40 || text.length > 500) return this.refuse(name, undefined, "Metadata: 40 characters a key, 500 a value");
      entries[key] = text;
    }
    if (Object.keys(entries).length > 50) return this.refuse(name, undefined, "Metadata can have up to 50 keys");
    return entries;
  }

  /** `created=5` or `created[gte]=5`. */
  seconds(name: string): SecondRange {
    const value = this.#value(name);
    if (value === undefined) return everything;
    if (typeof value !== "object" || value === null) {
      const second = this.#second(name, value);
      return { fromSecond: second, toSecond: second + 1 };
    }
    return Object.entries(value).reduce((range, [bound, limit]) => this.#bounded(range, name, bound, limit), everything);
  }

  #bounded(range: SecondRange, name: string, bound: string, limit: unknown): SecondRange {
    const second = this.#second(`${name}[${bound}]`, limit);
    const { fromSecond, toSecond } = range;
    if (bound === "gt") return { fromSecond: Math.max(fromSecond, second + 1), toSecond };
    if (bound === "gte") return { fromSecond: Math.max(fromSecond, second), toSecond };
    if (bound === "lt") return { fromSecond, toSecond: Math.min(toSecond, second) };
    if (bound === "lte") return { fromSecond, toSecond: Math.min(toSecond, second + 1) };
    return this.refuse(`${name}[${bound}]`, "parameter_unknown", `Received unknown parameter: ${bound}`) ?? range;
  }

  #second(name: string, value: unknown): number {
    return this.#integer(name, value, 0, Number.MAX_SAFE_INTEGER) ?? 0;
  }

  #integer(name: string, value: unknown, least: number, most: number): number | undefined {
    const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    const code = "parameter_invalid_integer";
    if (!Number.isSafeInteger(number)) return this.refuse(name, code, `Invalid integer: ${String(value)}`);
    if (number < least) return this.refuse(name, code, `This value must be greater than or equal to ${least}.`);
    if (number > most) return this.refuse(name, code, `This value must be less than or equal to ${most}.`);
    return number;
  }

  #value(name: string): unknown {
    this.#known.add(name);
    return this.#given[name];
  }

  #require(name: string): void {
    if (this.#value(name) === undefined) this.refuse(name, "parameter_missing", `Missing required param: ${name}.`);
  }

  /** Says that a parameter is wrong. */
  refuse(param: string, code: string | undefined, message: string): undefined {
    this.#refusal ??= answerError(400, { code, param, message });
    return undefined;
  }
}

const everything: SecondRange = { fromSecond: -Infinity, toSecond: Infinity };
