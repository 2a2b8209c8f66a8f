import { styleText } from "node:util";

/** What a colour says: done, wrong, not known, or of less weight. */
export type Tone = "good" | "bad" | "unsure" | "quiet";

/** Text in the colour of a tone. */
export function toned(text: string, tone: Tone): string {
  return styleText(styles[tone], text, { validateStream: false });
}

const styles = { good: "green", bad: "red", unsure: "yellow", quiet: "dim" } as const;
