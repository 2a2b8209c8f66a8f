/** The little of `@opentelemetry/api` that the guides use, which isn't installed here. */
declare module "@opentelemetry/api" {
  interface Attributes {
    readonly [name: string]: string | number | boolean | undefined;
  }
  interface Counter {
    add(value: number, attributes?: Attributes): void;
  }
  interface Histogram {
    record(value: number, attributes?: Attributes): void;
  }
  interface Meter {
    createCounter(name: string, options?: { description?: string; unit?: string }): Counter;
    createHistogram(name: string, options?: { description?: string; unit?: string }): Histogram;
  }
  const metrics: { getMeter(name: string, version?: string): Meter };
}
