// Answers of a database's address that are not Neo4j's: another server behind it, or something between it and the client.
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '@ringtrace/tools';

/** Sends these bytes as soon as the client is connected, then closes. */
export const bytes = (...chunks: Buffer[]): Answer =>
  async function* () {
    yield* chunks;
  };

/** Forwards this many bytes of the database, then sends `rest` and closes. */
export const after = (count: number, rest: Buffer): Answer =>
  async function* (database) {
    let left = count;
    for await (const chunk of database) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) break;
    }
    yield rest;
  };

/** Forwards everything, but the first `count` bytes in a TCP segment of their own. */
export const inTwoSegments = (count: number): Answer =>
  async function* (database) {
    let isFirst = true;
    for await (const chunk of database) {
      if (isFirst) {
        yield chunk.subarray(0, count);
        // Long enough for the client to have read it.
        await wait(50);
      }
      yield isFirst ? chunk.subarray(count) : chunk;
      isFirst = false;
    }
  };

/** Each connection gets the next answer. */
export function inTurn(answers: Answer[]): Answer {
  let next = 0;
  return (database) => {
    const answer = answers[next % answers.length] as Answer;
    next += 1;
    return answer(database);
  };
}

const text = (content: string) => Buffer.from(content, 'latin1');
const bolt = (hex: string) => Buffer.from(hex, 'hex');

export const foreignAnswers: [string, Answer][] = [
  ['nothing', bytes()],
  ['HTTP 503', bytes(text('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n'))],
  ['a TLS alert', bytes(bolt('15030300020228'))],
  ['the banner of SSH', bytes(text('SSH-2.0-OpenSSH_9.6\r\n'))],
  ['the banner of SMTP', bytes(text('220 mail.example ESMTP\r\n'))],
  ['the banner of MySQL', bytes(bolt('4a0000000a382e302e333600'))],
  ['zeros', bytes(Buffer.alloc(64))],
  ['one zero', bytes(Buffer.alloc(1))],
  ['a version that nobody knows', bytes(bolt('00000063'))],
  ['half a handshake', bytes(bolt('0000'))],
  ['the old handshake, then nothing', bytes(bolt('00000405'))],
  ['the new handshake without its versions', bytes(bolt('000001ff'))],
  ['the new handshake with too few versions', bytes(bolt('000001ff0700080805'))],
  ['a handshake, then zeros', after(4, Buffer.alloc(256))],
  ['a handshake, then HTTP', bytes(bolt('00000405'), text('HTTP/1.1 400 Bad Request\r\n\r\n'))],
  ['a handshake, then an unknown message', bytes(bolt('00000405'), bolt('0003b17fa00000'))],
  ['a handshake, then a value of no type', bytes(bolt('00000405'), bolt('0002b1c70000'))],
  ['a greeting that breaks off', after(60, Buffer.alloc(0))],
  ['a greeting, then noise', after(200, Buffer.from('f00dfeedc0ffee'.repeat(8), 'hex'))],
  ['a healthy handshake in two segments', inTwoSegments(2)],
  ['a healthy handshake in two segments, cut after the version', inTwoSegments(4)],
];
