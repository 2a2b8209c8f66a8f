import { Agent, request as sendRequest } from "node:http";
import Stripe from "stripe";
import { stripeProvider } from "../src/providers/stripe/index.ts";

/** One run of one variant of the wire benchmark, in a process of its own; prints its figures as one line of JSON. */
interface Config {
  readonly variant: "stripe-node" | "adapter" | "raw";
  readonly name: string;
  readonly calls: number;
  readonly warmup: number;
  readonly concurrency: number;
  readonly url: string;
  readonly apiKey: string;
}

const chunk = 500;

/** Makes a payout ready, which isn't measured, and gives what sends it. */
type Prepare = (reference: string) => () => Promise<boolean>;

const config: Config = JSON.parse(process.argv[2] ?? "{}");
const variants: Record<Config["variant"], () => Prepare> = { "stripe-node": stripeNode, adapter, raw };
const prepare = variants[config.variant]();
await sendAll("warm", config.warmup);
const { cpuMicros, failures } = await sendAll("run", config.calls);
console.log(JSON.stringify({ cpuMicrosEach: cpuMicros / config.calls, failures }));
process.exit();

async function sendAll(part: string, calls: number): Promise<{ cpuMicros: number; failures: number }> {
  let micros = 0;
  let failed = 0;
  for (let from = 0; from < calls; from += chunk) {
    const length = Math.min(chunk, calls - from);
    const sends = Array.from({ length }, (_, index) => prepare(`${config.name}:${part}:${from + index}`));
    const before = process.cpuUsage();
    failed += await sendChunk(sends);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return { cpuMicros: micros, failures: failed };
}

async function sendChunk(sends: readonly (() => Promise<boolean>)[]): Promise<number> {
  const rest = sends.values();
  let failed = 0;
  const loop = async (): Promise<void> => {
    for (const send of rest) if (!(await send())) failed += 1;
  };
  await Promise.all(Array.from({ length: config.concurrency }, loop));
  return failed;
}

/** What one writes by hand. */
function stripeNode(): Prepare {
  const { hostname: host, port } = new URL(config.url);
  const stripe = new Stripe(config.apiKey, { host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
  return (reference) => async () => {
    const metadata = { payoutkit_namespace: "default", payoutkit_reference: reference };
    const params = { amount: 1000, currency: "usd", destination: "acct_ready", metadata, transfer_group: `group_${reference}` };
    const transfer = await stripe.transfers.create(params, { idempotencyKey: reference });
    return transfer.object === "transfer";
  };
}

/** The adapter's `create` alone: the core prepares a payout once, however often it is sent. */
function adapter(): Prepare {
  const provider = stripeProvider({ apiKey: config.apiKey, baseUrl: config.url });
  return (reference) => {
    const payout = { recipientId: "acct_ready", amount: 1000, currency: "usd", description: null, metadata: {} };
    const prepared = provider.prepare({ ...payout, namespace: "default", reference });
    return async () => {
      if (prepared.isErr()) return false;
      const created = await provider.create({ idempotencyKey: reference, prepared: prepared.value });
      return created.isOk();
    };
  };
}

/** The least that one request through Node's own client can cost. */
function raw(): Prepare {
  const { hostname: host, port } = new URL(config.url);
  const agent = new Agent({ keepAlive: true });
  return (reference) => () => {
    const metadata = `metadata[payoutkit_namespace]=default&metadata[payoutkit_reference]=${reference}`;
    const body = `amount=1000&currency=usd&destination=acct_ready&${metadata}&transfer_group=group_${reference}`;
    const headers = {
      Authorization: `Bearer ${config.apiKey}`,
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": Buffer.byteLength(body),
      "Idempotency-Key": reference,
    };
    return new Promise((resolve, reject) => {
      const request = sendRequest({ host, port, path: "/v1/transfers", method: "POST", agent, headers });
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => (text += part));
        response.on("end", () => resolve(JSON.parse(text).object === "transfer"));
      });
      request.end(body);
    });
  };
}
