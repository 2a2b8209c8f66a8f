/** What is wrong with a version of Node for this queue, or `null`; pg-boss needs 22.12. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return null;
  return `this queue needs Node 22.12 or later, as pg-boss does, and this is Node ${version}`;
}
