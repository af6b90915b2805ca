// Compares what was accepted with what became of it. The order of the reads makes it exact: how far the analyzers are comes
// first. A verdict or dead letter is acknowledged before its record is committed. So if it exists for a record that was
// committed by then, it is on the topics now.
import { Inject, Injectable } from '@nestjs/common';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import { type Disposition, KafkaProgress, type KafkaRecord, TopicReader } from '@ringtrace/traced-kafka';
import { ActionLog, readGroup } from '../action-log.repository.ts';
import { LetterRepository } from '../letter.repository.ts';
import { keyOf, Ledger } from './ledger.ts';
import { PaymentRepository } from './payment.repository.ts';
import { describePayment, type GraphState, type MissingPayment } from './reconcile-report.ts';

/** The clocks of ingestors, analyzers and database may differ by this much. */
const clockToleranceMs = 60_000;

/** Nothing is left half done: run it again. */
class ReconcileStoppedError extends SafeError {}

export interface Window {
  sinceMs: number;
  untilMs: number;
}

export interface Progress {
  signal: AbortSignal;
  /** Called often. */
  report(what: string, count: number): void;
}

export interface OpenLetters {
  byDisposition: Partial<Record<Disposition, number>>;
  /** Infinity if there is none. */
  oldestMs: number;
}

@Injectable()
export class Reconciler {
  private readonly reader: TopicReader;
  private readonly progress: KafkaProgress;
  private readonly letters: LetterRepository;
  private readonly log: ActionLog;
  private readonly payments: PaymentRepository;

  constructor(
    @Inject(TopicReader) reader: TopicReader,
    @Inject(KafkaProgress) progress: KafkaProgress,
    letters: LetterRepository,
    log: ActionLog,
    payments: PaymentRepository,
  ) {
    this.reader = reader;
    this.progress = progress;
    this.letters = letters;
    this.log = log;
    this.payments = payments;
  }

  async compare(window: Window, run: Progress) {
    const ledger = new Ledger({
      ...window,
      progress: await this.progress.progress(analyzerGroup, topics.transactions),
    });
    await this.read(topics.transactions, window.sinceMs, run, (record) => ledger.accept(record));
    await this.read(topics.verdicts, window.sinceMs - clockToleranceMs, run, ({ key, value }) =>
      ledger.end(String(key), value === null ? 'erased' : 'judged'),
    );
    const openLetters = await this.readLetters(ledger, run);
    const waiting = ledger.takeWaiting();
    return { ledger, openLetters, waiting, graph: await this.askGraph(ledger, window, run) };
  }

  /** Calls `onPayment` with the first record of each missing payment. */
  async readMissing(
    ledger: Ledger,
    graph: Map<string, GraphState>,
    { sinceMs }: Window,
    run: Progress,
    onPayment: (payment: MissingPayment, record: KafkaRecord) => void | Promise<void>,
  ): Promise<void> {
    const seen = new Set<string>();
    await this.read(topics.transactions, sinceMs, run, (record) => {
      const key = keyOf(record);
      if (!ledger.isMissing(record) || seen.has(key)) return;
      seen.add(key);
      return onPayment(describePayment(record, graph.get(key) ?? 'absent', ledger.wasReplayed(key)), record);
    });
  }

  private async readLetters(ledger: Ledger, run: Progress): Promise<OpenLetters> {
    const actions = await this.log.read();
    const open: OpenLetters = { byDisposition: {}, oldestMs: Number.POSITIVE_INFINITY };
    let count = 0;
    await this.letters.read((letter, { key }) => {
      stopIfAsked(run);
      run.report(`${topics.deadLetters}`, ++count);
      const state = actions.stateOf(letter);
      ledger.addLetter(letter, key, state);
      if (state !== 'open') return;
      open.byDisposition[letter.disposition] = (open.byDisposition[letter.disposition] ?? 0) + 1;
      open.oldestMs = Math.min(open.oldestMs, letter.failedAtMs);
    });
    return open;
  }

  private async askGraph(
    ledger: Ledger,
    { sinceMs }: Window,
    run: Progress,
  ): Promise<Map<string, GraphState>> {
    const states = new Map<string, GraphState>();
    for await (const { id, erased, foreign, judgedAtMs } of this.payments.read(ledger.missing())) {
      stopIfAsked(run);
      // Its tombstone has left the topic.
      if (erased) ledger.end(id, 'erased');
      // A resend of a payment whose verdict is from before the window.
      else if (judgedAtMs !== null && judgedAtMs < sinceMs - clockToleranceMs) ledger.end(id, 'judged');
      else states.set(id, foreign ? 'foreign' : judgedAtMs === null ? 'stored' : 'judged');
    }
    return states;
  }

  private read(
    topic: string,
    sinceMs: number,
    run: Progress,
    onRecord: (record: KafkaRecord) => void | Promise<void>,
  ): Promise<void> {
    let count = 0;
    return this.reader.readToEnd({ topic, groupId: readGroup, sinceMs }, (record) => {
      stopIfAsked(run);
      run.report(topic, ++count);
      return onRecord(record);
    });
  }
}

function stopIfAsked({ signal }: Progress): void {
  if (signal.aborted) throw new ReconcileStoppedError('stopped: run the same command again');
}
