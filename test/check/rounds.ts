/**
 * Counts the waits of a check that depend on each other: every answer is held until nothing more is sent, then all are
 * given at once. So many rounds, so many waits; how fast machine and network are changes nothing.
 */
import { nextTurn } from '../support/clocks.ts';

/** A request as far as it is counted. */
export interface SentRequest {
  readonly operation: string;
  readonly host: string;
  readonly round: number;
}

/** So many turns of the event loop without a new request: whoever could send one has. */
const QUIET_TURNS = 30;

class Rounds {
  readonly sent: SentRequest[] = [];
  /** The most requests of an operation that were under way at once, in one region and in all. */
  readonly mostAtOnce = new Map<string, number>();
  count = 0;
  readonly #open = new Map<string, number>();
  #exchanges = 0;
  #held: (() => void)[] = [];
  #isWatching = false;

  async take<Answer>(operation: string, host: string, exchange: () => Promise<Answer>): Promise<Answer> {
    this.sent.push({ operation, host, round: this.count });
    const places = [operation, `${operation} ${host}`];
    for (const place of places) this.#add(place, 1);
    this.#exchanges += 1;
    const answer = exchange().finally(() => {
      this.#exchanges -= 1;
    });
    try {
      return await answer;
    } finally {
      await this.#roundEnds();
      for (const place of places) this.#add(place, -1);
    }
  }

  #add(place: string, change: number): void {
    const open = (this.#open.get(place) ?? 0) + change;
    this.#open.set(place, open);
    this.mostAtOnce.set(place, Math.max(open, this.mostAtOnce.get(place) ?? 0));
  }

  #roundEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.#held.push(resolve);
      if (!this.#isWatching) void this.#watch();
    });
  }

  async #watch(): Promise<void> {
    this.#isWatching = true;
    while (this.#held.length > 0) {
      await this.#quiet();
      const answers = this.#held;
      this.#held = [];
      this.count += 1;
      for (const give of answers) give();
      await this.#quiet();
    }
    this.#isWatching = false;
  }

  async #quiet(): Promise<void> {
    for (let turns = 0, seen = this.sent.length; turns < QUIET_TURNS; turns++) {
      await nextTurn();
      if (this.#exchanges === 0 && this.sent.length === seen) continue;
      turns = 0;
      seen = this.sent.length;
    }
  }
}

let current = new Rounds();

/** Counts anew. */
export function countRounds(): Rounds {
  current = new Rounds();
  return current;
}

/** The transport's request, held until the round ends. */
export function inRound<Answer>(
  request: {
    readonly hostname: string;
    readonly path: string;
    readonly body?: unknown;
    readonly headers: Readonly<Record<string, string>>;
  },
  exchange: () => Promise<Answer>,
): Promise<Answer> {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const body = isForm === true ? `${request.body}` : '';
  const operation = /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? request.path;
  const region = /Credential=[^/]+\/\d+\/([\w-]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  return current.take(operation, region, exchange);
}
