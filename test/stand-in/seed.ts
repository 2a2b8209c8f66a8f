/**
 * What seeded transfers look like. Lists are gone through in turn; `{i}` in a text is the transfer's number,
 * from 0, `{r}` its recipient's.
 */
export interface SeedShape {
  /** Minor units, `[1000]` by default. */
  readonly amounts?: readonly number[] | undefined;
  /** `["usd"]` by default. */
  readonly currencies?: readonly string[] | undefined;
  /** How many recipients there are, 1 by default; they are added as `acct_seed{r}`. */
  readonly recipients?: number | undefined;
  readonly transferGroup?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** When the first was created, milliseconds since the epoch; by default so that the last is new. */
  readonly firstMs?: number | undefined;
  /** Milliseconds between two, 1,000 by default. */
  readonly stepMs?: number | undefined;
  /** Every how many transfers one is fully reversed; none by default. */
  readonly reversedEvery?: number | undefined;
}
