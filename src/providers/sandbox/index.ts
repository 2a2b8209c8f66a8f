export type { ForeignTransfer, SandboxControls } from "./controls.ts";
export type { SandboxOptions } from "./options.ts";
export { sandboxProvider, type SandboxProvider } from "./sandbox-provider.ts";
export {
  type QueuedScenario,
  type ReadScenarioOptions,
  type SandboxRead,
  type SandboxReadScenario,
  sandboxReads,
  sandboxReadScenarios,
  type SandboxScenario,
  sandboxScenarios,
  type ScenarioKind,
  type ScenarioOptions,
  type ScenarioSettings,
} from "./scenarios.ts";
export { type RecipientState, recipientStates } from "./world.ts";
