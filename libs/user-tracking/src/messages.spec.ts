import { messagesOf } from './messages.ts';

const [one, two] = [{ headers: { a: '1' } }, { headers: { a: '2' } }];

describe('messages of a handler', () => {
  it.each<[string, unknown, unknown[]]>([
    ['a batch', { getMessages: () => [one, two], getMessage: () => one }, [one, two]],
    ['an empty batch', { getMessages: () => [] }, []],
    ['one message', { getMessage: () => one }, [one]],
    ['a transport that has none', { getPattern: () => 'a' }, []],
    ['a transport whose messages are no objects', { getMessage: () => 'text' }, []],
    ['no context', undefined, []],
  ])('%s', (_, context, messages) => {
    expect(messagesOf(context)).toEqual(messages);
  });
});
