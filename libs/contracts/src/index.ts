// The door of contracts, and the glossary of the project. Code, docs and metrics use only these words.
//
//   transaction   one payment from a payer's account to a payee's
//   account, card, device   entities of the graph, known by token only
//   token         keyed hash of an identifier: joins equal values, reveals none
//   rule          one named query over the graph, with a score
//   finding       what one rule found, with its evidence: a ring, or an entity's case
//   ring          the set of transactions in one finding
//   case          a finding about one entity (a card, a device, an account), to which later transactions are added
//   verdict       the decision (approve | review | decline) and the findings for one transaction
//   tenant        whose data something is; no tenant sees anything of another
//   dead letter   a record that cannot be processed, kept with its original bytes and the reason
export { type Accepted, accepted, type BatchResult, batchResult, maxBatchItems } from './accepted.ts';
export { fieldErrors, type Problem, problem } from './problem.ts';
export { scopes } from './scopes.ts';
export { defaultTenant, parseTransactionKey, tenantId, transactionKey } from './tenant.ts';
export { analyzerGroup, topicSettings, topics } from './topics.ts';
export {
  maxTokenKeys,
  type TransactionEvent,
  type TransactionRequest,
  type TransactionTokens,
  transactionEvent,
  transactionId,
  transactionRequest,
  transactionSchemaVersion,
} from './transaction.ts';
export {
  type Decision,
  decision,
  type Evidence,
  type EvidencePayment,
  evidence,
  evidencePayment,
  type Finding,
  finding,
  maxListedMembers,
  type Ring,
  ring,
  type Verdict,
  verdict,
} from './verdict.ts';
