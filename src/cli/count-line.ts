import { formatCount } from "./format-money.ts";

/** A line such as `Paid   1,250  not paid again`. */
export function countLine(label: string, count: number, remark = ""): string {
  return `${label.padEnd(14)}${formatCount(count).padStart(9)}  ${remark}`.trimEnd();
}
