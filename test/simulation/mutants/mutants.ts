import type { Mutant } from "./mutant.ts";
import { mutantsOfLearning } from "./mutants-of-learning.ts";
import { mutantsOfReversing } from "./mutants-of-reversing.ts";
import { mutantsOfSending } from "./mutants-of-sending.ts";
import { mutantsOfTelling } from "./mutants-of-telling.ts";

/** Every mistake that is planted to see whether the judge finds it. */
export const mutants: readonly Mutant[] = [...mutantsOfSending, ...mutantsOfTelling, ...mutantsOfReversing, ...mutantsOfLearning];

export function findMutant(name: string): Mutant | null {
  return mutants.find((mutant) => mutant.name === name) ?? null;
}
