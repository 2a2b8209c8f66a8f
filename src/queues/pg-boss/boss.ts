/** What is asked of pg-boss; an instance that was started satisfies it by its shape. */
export interface PgBossLike {
  /** Where it runs its statements. */
  getDb(): SqlRunner;
  createQueue(name: string, options?: object): Promise<void>;
  updateQueue(name: string, options?: object): Promise<void>;
  insert(name: string, jobs: JobToInsert[], options?: { db?: SqlRunner }): Promise<unknown>;
  fetch(name: string, options: { batchSize: number }): Promise<unknown[]>;
  touch(name: string, jobs: JobAttempt[]): Promise<unknown>;
  complete(name: string, jobs: JobAttempt[]): Promise<unknown>;
  fail(name: string, jobs: JobAttempt[], why: object): Promise<unknown>;
  findJobs(name: string, options: { id?: string; db?: SqlRunner }): Promise<unknown>;
  schedule(name: string, cron: string, data: object, options: { key: string }): Promise<void>;
  unschedule(name: string, key: string): Promise<void>;
}

/** Runs a statement. */
export interface SqlRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** A job as it is inserted. */
export interface JobToInsert {
  id: string;
  data: object;
  startAfter?: number;
}

/** A job in one of its attempts. */
export interface JobAttempt {
  id: string;
  retryCount: number;
}
