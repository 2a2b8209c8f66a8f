import type { ProcessRegistry } from "../../ports/payout-store.ts";

/**
 * Who is alive on this machine, on Linux; `null` where that can't be told. A process is named by the boot of
 * its machine, its process namespace, its number and the time of its start.
 */
export function processRegistry(): ProcessRegistry | null {
  registry ??= { current: createRegistry() };
  return registry.current;
}

/** The start of a process in clock ticks since boot: field 22 of `/proc/<pid>/stat`. */
export function startTimeOf(stat: string): string | null {
  // The second field is the command in brackets, which may hold spaces and brackets itself.
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const startTime = fields[19];
  return startTime !== undefined && /^\d+$/.test(startTime) ? startTime : null;
}

let registry: { readonly current: ProcessRegistry | null } | undefined;

type FileSystem = typeof import("node:fs");

interface ProcessName {
  /** The boot and the namespace. */
  readonly world: string;
  readonly pid: number;
  readonly startTime: string;
}

function createRegistry(): ProcessRegistry | null {
  const files = fileSystem();
  const self = files === null ? null : ownName(files);
  if (files === null || self === null) return null;
  return {
    self: formatName(self),
    isGone(owner) {
      const name = parseName(owner);
      if (name === null || name.world !== self.world) return false;
      return !exists(name.pid) || isAnother(files, name);
    },
  };
}

/** Loaded when it is asked for, because this file also runs where there is no Node. */
function fileSystem(): FileSystem | null {
  if (typeof process === "undefined" || process.platform !== "linux") return null;
  return process.getBuiltinModule?.("node:fs") ?? null;
}

function ownName(files: FileSystem): ProcessName | null {
  try {
    const boot = files.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const namespace = files.readlinkSync("/proc/self/ns/pid");
    const stat = files.readFileSync("/proc/self/stat", "utf8");
    const startTime = startTimeOf(stat);
    // Where /proc belongs to another namespace, its numbers aren't ours.
    if (startTime === null || Number.parseInt(stat, 10) !== process.pid) return null;
    return { world: `${boot}/${namespace}`, pid: process.pid, startTime };
  } catch {
    return null;
  }
}

function formatName({ world, pid, startTime }: ProcessName): string {
  return `linux/${world}/${pid}/${startTime}`;
}

function parseName(owner: string): ProcessName | null {
  const [system, boot, namespace, pid, startTime, ...rest] = owner.split("/");
  if (system !== "linux" || pid === undefined || startTime === undefined || rest.length > 0) return null;
  if (!/^[1-9]\d{0,9}$/.test(pid) || !/^\d+$/.test(startTime)) return null;
  return { world: `${boot}/${namespace}`, pid: Number(pid), startTime };
}

/** Asks by a signal that isn't sent: a process that hides in /proc still answers. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return !(cause instanceof Error && "code" in cause && cause.code === "ESRCH");
  }
}

/** Whether the number was given to another process since. */
function isAnother(files: FileSystem, name: ProcessName): boolean {
  try {
    const startTime = startTimeOf(files.readFileSync(`/proc/${name.pid}/stat`, "utf8"));
    return startTime !== null && startTime !== name.startTime;
  } catch {
    return false;
  }
}
