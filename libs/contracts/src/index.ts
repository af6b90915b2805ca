// The door of contracts, and the glossary of the project. Code, docs and metrics use only these words.
//
//   transaction   one payment from a payer's account to a payee's
//   account, card, device   entities of the graph, known by token only
//   token         keyed hash of an identifier: joins equal values, reveals none
//   rule          one named query over the graph, with a score
//   finding       one hit of a rule, with its evidence
//   ring          the set of transactions in one finding
//   verdict       the decision (approve | review | decline) and the findings for one transaction
//   dead letter   a record that cannot be processed, kept with its original bytes and the reason
export { type Accepted, accepted, type BatchResult, batchResult, maxBatchItems } from './accepted.ts';
export { fieldErrors, type Problem, problem } from './problem.ts';
export { analyzerGroup, topicSettings, topics } from './topics.ts';
export {
  type TransactionEvent,
  type TransactionRequest,
  transactionEvent,
  transactionId,
  transactionRequest,
  transactionSchemaVersion,
} from './transaction.ts';
export {
  type Decision,
  decision,
  type Finding,
  finding,
  type Ring,
  ring,
  type Verdict,
  verdict,
} from './verdict.ts';
