import { RecentCount } from "./recent-count.ts";
import { TokenBucket } from "./token-bucket.ts";

/** From where a rate is learnt, and how far. */
export interface RateTerms {
  /** Requests a second to begin with; `Infinity` for as many as come, until a limit is met. */
  readonly perSecond: number;
  /** What half of is a careful rate, where nothing better is known. */
  readonly usual: number;
  /** The most that is ever tried. */
  readonly highest: number;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
}

/**
 * A rate that feels for the provider's own. While nobody was turned away it doubles as long as it is made use of; a
 * 429 brings it down to what came through; later it tries a little more now and then, seldom enough that far fewer
 * than one request in a hundred is turned away. Chance keeps two processes out of step. It is arithmetic alone; the
 * caller brings the time, in milliseconds on a clock that never goes back.
 */
export class LearnedRate {
  readonly #terms: RateTerms;
  readonly #bucket: TokenBucket;
  readonly #through = new RecentCount();
  /** Whether nobody was ever turned away. */
  #isNew = true;
  /** Whether somebody had to wait for this rate since it last changed. */
  #wanted = false;
  #accepted = 0;
  #raiseAfter: number;
  /** Raises in a row without a 429. */
  #raises = 0;
  /** The last rate that was kept for a while without a 429, 0 for none. */
  #good = 0;
  #patience = firstPatience;
  #loweredAtMs = -Infinity;
  /** How often it was lowered in one go. */
  #drops = 0;

  constructor(terms: RateTerms, nowMs: number) {
    this.#terms = terms;
    this.#bucket = new TokenBucket(terms.perSecond, nowMs);
    this.#raiseAfter = terms.perSecond * rampSeconds;
  }

  /** Requests a second that may start now. */
  get perSecond(): number {
    return this.#bucket.perSecond;
  }

  /** How long until the next request may start, 0 for now. */
  waitMs(nowMs: number): number {
    const waitMs = this.#bucket.waitMs(nowMs);
    if (waitMs > 0) this.#wanted = true;
    return waitMs;
  }

  /** Counts a request that starts now. */
  started(nowMs: number): void {
    this.#bucket.take(nowMs);
    this.#through.add(nowMs);
  }

  /** A request was let through. */
  accepted(nowMs: number): void {
    this.#accepted += 1;
    if (this.#wanted && this.#accepted >= this.#raiseAfter && this.perSecond < this.#terms.highest) this.#raise(nowMs);
  }

  /** A request that started at `startedAtMs` was turned away; true if the rate was lowered for it. */
  limited(startedAtMs: number, nowMs: number): boolean {
    this.#through.add(nowMs, -1);
    // Requests that were under way together tell of one overload, not of one each.
    if (startedAtMs <= this.#loweredAtMs) return false;
    this.#lower(nowMs);
    return true;
  }

  #raise(nowMs: number): void {
    const { highest } = this.#terms;
    const factor = this.#isNew ? rampStep : (steps[Math.min(this.#raises, steps.length - 1)] ?? 1);
    this.#raises += 1;
    this.#good = this.perSecond;
    if (this.#raises > 3) this.#patience = firstPatience;
    const perSecond = Math.min(highest, this.perSecond * factor);
    this.#change(perSecond, nowMs, this.#isNew ? perSecond * rampSeconds : this.#jittered(perSecond * trialSeconds));
  }

  #lower(nowMs: number): void {
    const isNextDrop = nowMs - this.#loweredAtMs < dropMs;
    const isEndOfTrial = !isNextDrop && !this.#isNew && this.#raises > 0;
    this.#drops = isNextDrop ? this.#drops + 1 : 0;
    if (isEndOfTrial) this.#patience = Math.min(this.#patience * 1.5, longestPatience);
    const isKnown = isEndOfTrial && this.#good < this.perSecond;
    const perSecond = Math.max(lowest, isKnown ? this.#good : Math.min(this.#aim(), this.#cameThrough(nowMs)));
    this.#isNew = false;
    this.#raises = 0;
    this.#loweredAtMs = nowMs;
    // After a fall nobody knows how far it was too much.
    this.#change(perSecond, nowMs, this.#jittered(this.#drops >= (perSecond < 20 ? 1 : 2) ? perSecond * 4 : this.#patience));
  }

  /** Halfway back to what was good before, as long as that may be right; else down by more each time. */
  #aim(): number {
    const drop = drops[Math.min(this.#drops, drops.length - 1)] ?? 0.5;
    const isBetween = this.#drops < drops.length && this.#good > 0 && this.#good < this.perSecond * margin;
    return isBetween ? Math.sqrt(this.#good * this.perSecond) : this.perSecond * drop;
  }

  /** What the provider let through in a second, unless too little was asked of it to tell. */
  #cameThrough(nowMs: number): number {
    const through = this.#through.total(nowMs);
    return through >= telling ? through * margin : Math.min(this.perSecond, this.#terms.usual) / 2;
  }

  #jittered(count: number): number {
    return count * (0.75 + this.#terms.random() / 2);
  }

  #change(perSecond: number, nowMs: number, raiseAfter: number): void {
    this.#bucket.change(perSecond, nowMs);
    this.#raiseAfter = raiseAfter;
    this.#accepted = 0;
    this.#wanted = false;
  }
}

/** How a rate grows that nobody was turned away by, and after how many seconds' worth of requests. */
const rampStep = 2;
const rampSeconds = 0.3;
/** The same before the next step of a trial. */
const trialSeconds = 1;
const steps = [1.08, 1.08, 1.2, 1.4];
/** What is left of a rate after one 429, and after those that follow within so long. */
const drops = [0.97, 0.8, 0.65, 0.5];
const dropMs = 1500;
const margin = 0.98;
/** Requests within a second that tell what a provider lets through. */
const telling = 4;
/** Requests that have to come through before more is tried. */
const firstPatience = 300;
const longestPatience = 1600;
const lowest = 0.2;
