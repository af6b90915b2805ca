import { messagesOf } from './messages.ts';

const [one, two] = [{ headers: { a: '1' } }, { headers: { a: '2' } }];

describe('messagesOf', () => {
  it.each<[string, unknown, unknown[]]>([
    ['a batch', { getMessages: () => [one, two], getMessage: () => one }, [one, two]],
    ['an empty batch', { getMessages: () => [] }, []],
    ['one message', { getMessage: () => one }, [one]],
    ['a transport without messages', { getPattern: () => 'a' }, []],
    ['a transport whose messages are not objects', { getMessage: () => 'text' }, []],
    ['no context', undefined, []],
  ])('returns the messages of %s', (_, context, messages) => {
    expect(messagesOf(context)).toEqual(messages);
  });
});
