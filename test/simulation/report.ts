import { type InvariantNumber, invariants } from "./judge/invariants.ts";
import type { BrokenWorld, Task, TaskResult } from "./task.ts";

/** What a run of worlds showed, for people and for machines. */
export interface Report {
  readonly text: string;
  readonly seeds: number;
  readonly events: number;
  readonly movements: number;
  readonly reversals: number;
  readonly broken: readonly BrokenWorld[];
  /** Of all traces together, in their order. */
  readonly fingerprint: string;
}

export function reportOf(task: Task, results: readonly TaskResult[], elapsedMs: number): Report {
  const sum = (field: "seeds" | "events" | "movements" | "reversals"): number => results.reduce((total, result) => total + result[field], 0);
  const [seeds, events, movements, reversals] = [sum("seeds"), sum("events"), sum("movements"), sum("reversals")];
  const broken = results.flatMap((result) => result.broken);
  const fingerprint = results.map((result) => result.fingerprint).join(".");
  const perSecond = Math.round(seeds / (elapsedMs / 1000));
  const text = [
    `${seeds} worlds, ${events} events, ${movements} transfers, ${reversals} reversals, ${broken.length} broken promises; ${perSecond} worlds a second`,
    ...kindsOf(broken).map((kind) => describeKind(kind, task)),
  ].join("\n");
  return { text, seeds, events, movements, reversals, broken, fingerprint };
}

/** The command that lives through a world again and tells all that happens in it. */
export function replayCommand(seed: number, task: Pick<Task, "limit" | "mutant">): string {
  return `npx -c 'node test/simulation/main.ts --replay ${seed}${underOf(task)}'`;
}

/** The command that lives through these worlds. */
export function searchCommand(task: Pick<Task, "from" | "count" | "limit" | "mutant">): string {
  return `npx -c 'node test/simulation/main.ts --seeds ${task.count} --from ${task.from}${underOf(task)}'`;
}

function underOf({ limit, mutant }: Pick<Task, "limit" | "mutant">): string {
  return `${limit === null ? "" : ` --limit ${limit}`}${mutant === null ? "" : ` --mutant ${mutant}`}`;
}

interface Kind {
  readonly invariant: InvariantNumber;
  readonly what: string;
  readonly seeds: readonly number[];
}

/** Broken worlds that read alike, the most frequent first. */
function kindsOf(broken: readonly BrokenWorld[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { invariant, what, seed } of broken) {
    const alike = what.replaceAll(/\br\d+\b/g, "r…").replaceAll(/\btr_\d+\b/g, "tr_…").replaceAll(/\bp\d+#\d+\b/g, "p…").replaceAll(/\b\d+\b/g, "…");
    const name = `${invariant} ${alike}`;
    const known = kinds.get(name);
    kinds.set(name, { invariant, what: alike, seeds: [...(known?.seeds ?? []), seed] });
  }
  return [...kinds.values()].sort((left, right) => right.seeds.length - left.seeds.length);
}

function describeKind({ invariant, what, seeds }: Kind, task: Task): string {
  const [first = 0] = seeds;
  const others = seeds.slice(1, 6).join(", ");
  return [
    `\n${seeds.length} × invariant ${invariant} (${invariants[invariant]}): ${what}`,
    `  ${replayCommand(first, task)}${others === "" ? "" : `   also ${others}`}`,
  ].join("\n");
}
