/** A file of labelled transactions cannot be read; the message says which, where and why. It repeats no value. */
export class CsvError extends Error {
  constructor(file: string, line: number | undefined, problem: string, options?: ErrorOptions) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${problem}`, options);
  }
}
