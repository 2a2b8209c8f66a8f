import { exitCodes } from "./exit-codes.ts";

/**
 * A signal that is aborted by the first Ctrl-C, or when nobody reads the output any more, so that what is on the wire
 * is finished and nothing new is started. The second Ctrl-C ends the process at once.
 */
export function interruptSignal(note: (text: string) => void, unread: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    note("Stopping: what is under way is finished, nothing new is started. Ctrl-C again ends it at once.");
    controller.abort();
    process.stdin.destroy();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  // A reader that goes away, such as `| head`, must not end the process in the middle of a payout.
  unread.addEventListener("abort", () => controller.abort());
  process.stderr.on("error", () => controller.abort());
  return controller.signal;
}
