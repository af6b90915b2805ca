// What a command may do besides its work on Kafka.

export interface Terminal {
  print(text: string): void;
  printError(text: string): void;
  /** Aborted when the operator stops the command. */
  signal: AbortSignal;
}
