// The process of a command that an operator runs, not a service.

/** Aborts when the operator stops the command. The first signal stops it in order, a second one kills the process. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

/** kafkajs 2.2.4 sets a timer with a negative delay, and Node warns about it. Harmless. */
export function quietKafkajsWarning(): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name !== 'TimeoutNegativeWarning') process.stderr.write(`${name}: ${message}\n`);
  });
}
