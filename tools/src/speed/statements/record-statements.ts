// Preloaded into an analyzer (NODE_OPTIONS=--import=…). From SIGUSR2 on it writes every statement that the analyzer sends
// to the file RECORD_STATEMENTS_TO, for the bare driver to replay.
import { appendFileSync, writeFileSync } from 'node:fs';
import neo4j from 'neo4j-driver';
import { toLine } from './recording.ts';

type Settle = (value: never) => unknown;
interface Result {
  then(done: Settle, failed: Settle): unknown;
}
type Run = (text: string, parameters?: Record<string, unknown>, config?: { timeout?: number }) => Result;

const file = process.env.RECORD_STATEMENTS_TO;
if (file !== undefined) {
  const probe = neo4j.driver('bolt://127.0.0.1:1');
  const prototype = Object.getPrototypeOf(probe.session()) as { run: Run };
  await probe.close();
  process.once('SIGUSR2', () => {
    writeFileSync(file, '');
    record(prototype, file);
  });
}

function record(prototype: { run: Run }, path: string): void {
  const underWay = new Set<number>();
  let count = 0;
  const run = prototype.run;
  prototype.run = function (this: { _mode?: string }, text, parameters = {}, config = {}) {
    const number = count++;
    const write = this._mode !== neo4j.session.READ;
    const statement = { text, parameters, timeoutMs: config.timeout ?? 0, write, beside: [...underWay] };
    appendFileSync(path, `${toLine(statement)}\n`);
    const result = run.call(this, text, parameters, config);
    underWay.add(number);
    return noticeEnd(result, () => underWay.delete(number));
  };
}

// Wraps `then` instead of calling it, because calling it would fetch the rows before the analyzer does.
function noticeEnd(result: Result, onEnd: () => void): Result {
  const then = result.then.bind(result);
  const ended = (next: Settle) => (value: never) => {
    onEnd();
    return next(value);
  };
  const value = (done: Settle, failed: Settle) => then(ended(done), ended(failed));
  return Object.defineProperty(result, 'then', { value });
}
