/**
 * Counts elapsed milliseconds for a clock that has only a time of day, by that time or the machine's own, whichever
 * goes faster: a time of day that stands still, is sped up or jumps is how tests and simulations pass their time.
 */
export function elapsedBy(nowMs: () => number): () => number {
  let start = { elapsedMs: 0, dayMs: nowMs(), machineMs: performance.now() };
  let latestMs = 0;
  return () => {
    const [dayMs, machineMs] = [nowMs(), performance.now()];
    const [byDayMs, byMachineMs] = [dayMs - start.dayMs, machineMs - start.machineMs];
    latestMs = Math.max(latestMs, start.elapsedMs + Math.max(byDayMs, byMachineMs));
    // Whichever fell behind counts on from here, or the other's lead would hide whatever it does next.
    if (Math.abs(byDayMs - byMachineMs) > largestLeadMs) start = { elapsedMs: latestMs, dayMs, machineMs };
    return latestMs;
  };
}

// More than the time of day's rounding, so that clocks that agree aren't counted on in small steps.
const largestLeadMs = 1000;
