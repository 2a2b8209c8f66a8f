/** What is asked of pg-boss; an instance that was started satisfies it by its shape. */
export interface PgBossLike {
  /** Where it runs its statements. */
  getDb(): SqlRunner;
  /** Makes a queue if there is none of that name. */
  createQueue(name: string, options?: object): Promise<void>;
  /** Changes a queue's settings. */
  updateQueue(name: string, options?: object): Promise<void>;
  /** Adds jobs, through the given connection if there is one. */
  insert(name: string, jobs: JobToInsert[], options?: { db?: SqlRunner }): Promise<unknown>;
  /** Takes jobs that are due. */
  fetch(name: string, options: { batchSize: number }): Promise<unknown[]>;
  /** Says that jobs are still being worked on. */
  touch(name: string, jobs: JobAttempt[]): Promise<unknown>;
  /** Ends jobs. */
  complete(name: string, jobs: JobAttempt[]): Promise<unknown>;
  /** Gives jobs back. */
  fail(name: string, jobs: JobAttempt[], why: object): Promise<unknown>;
  /** Finds jobs, through the given connection if there is one. */
  findJobs(name: string, options: { id?: string; db?: SqlRunner }): Promise<unknown>;
  /** Has a job added at these times. */
  schedule(name: string, cron: string, data: object, options: { key: string }): Promise<void>;
  /** Ends a schedule. */
  unschedule(name: string, key: string): Promise<void>;
}

/** Runs a statement. */
export interface SqlRunner {
  /** Runs it with its values. */
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
