import type { PageData } from "../page-data.ts";

/** Where the bucket that starts on this day ends, both in UTC. */
export function bucketEnd(start: string, interval: PageData["interval"]): Date {
  const end = new Date(`${start}T00:00:00Z`);
  if (interval === "month") end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + (interval === "week" ? 7 : 1));
  return end;
}
