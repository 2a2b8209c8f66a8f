/** How fresh an answer from the store is, in a sentence. */
export function asOfSentence({ asOf }: { readonly asOf: Date }): string {
  return `As of ${asOf.toISOString()}; run payoutkit sync for what came later.`;
}
