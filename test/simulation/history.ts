// One history: draws payments, processes and faults from a seed, lets them happen, then lets everything recover.
import { topics } from '@ringtrace/contracts';
import { ProducerQueueFullError, RecordRefusedError } from '../../libs/traced-kafka/src/errors.ts';
import type { TracedProducer } from '../../libs/traced-kafka/src/produce/traced-kafka.producer.ts';
import { type Servers, type StartedAnalyzer, startAnalyzer, startSender } from './analyzer.ts';
import { Broker } from './broker.ts';
import { type Process, runAs } from './clock.ts';
import { Graph } from './graph.ts';
import { Oracle, type Told } from './oracle.ts';
import { drawPayment, drawPoison, recordOf } from './payments.ts';
import { World } from './world.ts';

export interface Outcome {
  seed: number;
  violations: string[];
  /** Payments with the known gap: their last verdict is not their best. */
  stale: string[];
  virtualMs: number;
  requests: number;
}

/** After the last fault everything must be done within this. Two restarts of a consumer with their longest pause fit in. */
const recoveryMs = 300_000;
/** Until then a request of before can take effect. */
const latestEffectMs = 27_000;
const maxQueuedMessages = 8;

export async function runHistory(seed: number, say?: (line: string) => void): Promise<Outcome> {
  const history = new History(seed, say);
  await history.run();
  const { world, stale } = history;
  const { violations, requests, clock } = world;
  return { seed, violations, stale, virtualMs: Math.round(clock.nowMs), requests };
}

/** A place where a process runs, and is started again when it dies. */
interface Place {
  process: Process;
  start(process: Process): void;
}

class History {
  readonly world: World;
  stale: string[] = [];
  private readonly servers: Servers;
  private readonly oracle: Oracle;
  /** By payment, what was told of each time it was sent. */
  private readonly told = new Map<string, Told[]>();
  private readonly analyzers = new Map<Process, StartedAnalyzer>();
  private readonly places: Place[] = [];
  private sender: TracedProducer | undefined;
  private sending = 0;
  private readonly faultsEndMs: number;

  constructor(seed: number, say?: (line: string) => void) {
    this.world = new World(seed, say);
    const { random } = this.world;
    const broker = new Broker(this.world, topics.transactions, {
      [topics.transactions]: random.integer(1, 4),
      [topics.verdicts]: 2,
      [topics.deadLetters]: 1,
    });
    this.servers = { world: this.world, broker, graph: new Graph(this.world) };
    this.oracle = new Oracle(this.servers);
    this.faultsEndMs = random.integer(5_000, 30_000);
  }

  async run(): Promise<void> {
    const { world, oracle } = this;
    const { random, clock } = world;
    world.onCrash = (process) => this.restart(process);
    for (let n = random.integer(1, 3); n > 0; n--)
      this.open(`analyzer-${n}`, (process) =>
        this.analyzers.set(process, startAnalyzer({ ...this.servers, process })),
      );
    this.open('ingestor', (process) => {
      this.sending = 0;
      this.sender = startSender(
        { ...this.servers, process },
        { maxQueuedMessages, lingerMs: random.pick([0, 2, 20]) },
      );
    });
    this.planPayments();
    for (let n = random.integer(0, 5); n > 0; n--) this.at(this.faultTime(), () => this.injectFault());
    await clock.run(() => false, this.faultsEndMs);
    await this.recover();
    if (world.violations.length === 0) this.stale = oracle.finish(this.told);
    for (const { process } of this.places) process.isDead = true;
  }

  /** In a third of the histories, what cannot pass has to wait for long, and nothing else may. */
  private async recover(): Promise<void> {
    const { world, oracle } = this;
    const { clock, random } = world;
    const { broker, graph } = this.servers;
    world.trace(() => 'no more faults');
    world.isCalm = true;
    graph.state = 'up';
    broker.missing.clear();
    if (random.chance(0.3)) {
      broker.missing.add(topics.deadLetters);
      await clock.run(() => false, clock.nowMs + recoveryMs / 2);
      oracle.checkOthersWentOn();
      broker.missing.clear();
    }
    const quietMs = this.faultsEndMs + latestEffectMs;
    await clock.run(
      () => (clock.nowMs >= quietMs && oracle.isCaughtUp()) || world.violations.length > 0,
      clock.nowMs + recoveryMs,
    );
  }

  private at(atMs: number, work: () => void): void {
    this.world.clock.schedule(atMs - this.world.clock.nowMs, work);
  }

  private faultTime(): number {
    return this.world.random.integer(0, this.faultsEndMs - 1);
  }

  private open(name: string, start: (process: Process) => void): void {
    const place = { process: newProcess(name), start };
    this.places.push(place);
    runAs(place.process, () => start(place.process));
  }

  private restart(died: Process): void {
    const place = this.places.find(({ process }) => process === died);
    if (place === undefined) return;
    this.analyzers.delete(died);
    this.world.clock.schedule(this.world.random.integer(100, 15_000), () => {
      this.world.trace(() => `${died.name} starts again`);
      place.process = newProcess(died.name);
      runAs(place.process, () => place.start(place.process));
    });
  }

  private planPayments(): void {
    const { random } = this.world;
    const { broker } = this.servers;
    const payments = Array.from({ length: random.integer(3, 30) }, (_, number) =>
      drawPayment(random, number),
    );
    const again = payments.filter(() => random.chance(0.15));
    for (const payment of [...payments, ...again]) this.at(this.faultTime(), () => this.send(payment));
    // Several at once fill a queue.
    const burst = random.chance(0.3) ? this.faultTime() : undefined;
    if (burst !== undefined)
      for (let number = 100; number < 116; number++)
        this.at(burst, () => this.send(drawPayment(random, number)));
    for (let n = random.chance(0.5) ? random.integer(1, 4) : 0; n > 0; n--)
      this.at(this.faultTime(), () => broker.write(drawPoison(random)));
  }

  private send(payment: ReturnType<typeof drawPayment>): void {
    const { sender, told, world } = this;
    const place = this.places.find(({ process }) => process.name === 'ingestor');
    if (sender === undefined || place === undefined || place.process.isDead) return;
    const answers = told.get(payment.id) ?? [];
    const index = answers.push('unknown') - 1;
    told.set(payment.id, answers);
    const tell = (what: Told) => {
      world.trace(() => `ingestor: ${payment.id} is ${what}`);
      answers[index] = what;
    };
    this.sending++;
    runAs(place.process, () => {
      sender
        .send(recordOf(payment))
        .then(
          () => tell('accepted'),
          (error) => tell(isRefusal(error) ? 'refused' : 'unknown'),
        )
        .finally(() => {
          if (sender === this.sender) this.sending--;
        });
    });
    world.clock.schedule(0, () => {
      if (this.sending > maxQueuedMessages) world.violated('more records in memory than the limit');
    });
  }

  private injectFault(): void {
    const { world } = this;
    const { random, clock } = world;
    const { broker, graph } = this.servers;
    const { process } = random.pick(this.places);
    const forMs = random.integer(500, 25_000);
    const later = (work: () => void) => clock.schedule(Math.min(forMs, this.faultsEndMs - clock.nowMs), work);
    const up = () => {
      graph.state = 'up';
    };
    const faults: Record<string, () => void> = {
      crash: () => world.crash(process),
      freeze: () => {
        process.frozenUntilMs = clock.nowMs + forMs;
      },
      stop: () => {
        const analyzer = this.analyzers.get(process);
        // A pod that does not stop in time is killed.
        if (analyzer) runAs(process, () => void analyzer.stop().then(() => world.crash(process)));
        clock.schedule(30_000, () => analyzer && world.crash(process));
      },
      'clock step': () => {
        process.wallSkewMs = random.pick([-600_000, 600_000]);
      },
      'graph dies': () => {
        graph.die();
        later(up);
      },
      'graph refuses': () => {
        graph.state = 'refuses';
        later(up);
      },
      'graph is cramped': () => {
        graph.state = 'cramped';
        later(up);
      },
      'topic is missing': () => {
        const topic = random.pick([topics.deadLetters, topics.verdicts, topics.transactions]);
        broker.missing.add(topic);
        later(() => broker.missing.delete(topic));
      },
    };
    const name = random.pick(Object.keys(faults));
    world.trace(() => `FAULT ${name}: ${process.name}, for ${forMs} ms`);
    faults[name]?.();
  }
}

const newProcess = (name: string): Process => ({ name, isDead: false, frozenUntilMs: 0, wallSkewMs: 0 });

const isRefusal = (error: unknown) =>
  error instanceof RecordRefusedError || error instanceof ProducerQueueFullError;
