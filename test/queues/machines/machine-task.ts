/** What a machine is started with, as JSON in its first argument. */
export interface MachineTask {
  readonly connectionString: string;
  /** `null` for a sandbox of its own, without latency. */
  readonly standIn: { readonly url: string; readonly apiKey: string } | null;
  /** Requests a second of all machines together; `null` for as many as it can. */
  readonly perSecond: number | null;
  /** Payouts that it has at once. */
  readonly concurrency: number;
}
