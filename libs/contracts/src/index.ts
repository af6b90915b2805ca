// The public API of contracts, and the glossary of the project. Code, docs and metrics use these words, one meaning each.
//
// Payments
//   transaction      one payment from a payer's account to a payee's
//   transaction id   the client's id and idempotency key, unique within one tenant
//   transaction key  unique across tenants: `<tenant>/<id>`. Key of a Kafka record, id of a node in the graph
//   tenant           the customer who owns the data; tenants never see each other's data
//   account, card, device  entities of the graph, known by token only
//   token            keyed hash of an identifier: equal identifiers join, none can be read back
//   redirect         entry in the graph that leads from a replaced token to the same identifier's token under a newer key
//
// Access
//   client           a program that calls the HTTP APIs
//   principal        the authenticated identity of a request: an API key or the subject of a JWT, with tenant and scopes
//   problem          an error answer over HTTP (RFC 9457)
//
// Kafka
//   batch            records that are processed together; over HTTP, transactions sent in one request
//   partition chunk  records of one partition that the Kafka client hands over at once; a batch takes from several chunks
//   lag              records of a partition that a consumer group has not processed yet
//   redelivery       a record that is delivered again because its offset was not committed
//   dead letter      a record that cannot be processed, kept with its original bytes and the reason
//   disposition      what a dead letter needs before it can pass: poison | rejected | transient | oversize | skipped
//   task             one replay, discard or park of selected dead letters, by one operator for one reason
//   missing          of an accepted payment: the analyzers have passed it, and it has neither a verdict nor a dead letter
//
// Judgement
//   rule             one named query over the graph, with a score
//   hit              one row that a rule returns
//   detection        hits of one batch about the same pattern or case, merged, before they are stored
//   finding          a stored detection with its evidence: a pattern or a case
//   pattern          a finding about a fixed set of transactions; the same set is the same finding
//   case             a finding about one entity (account, card or device), to which later transactions are added
//   ring             payments that lead money back to where it came from: the pattern of the rule `ring`.
//                    `GET /v1/rings` is named after it and lists the findings of all rules
//   evidence         what an analyst needs to check a finding by hand
//   verdict          the decision (approve | review | decline) and the findings for one transaction
export { fieldErrors, type Problem, problem } from './problem.ts';
export { scopes } from './scopes.ts';
export { defaultTenant, parseTransactionKey, tenantId, transactionKey } from './tenant.ts';
export { analyzerGroup, deadLetterGroup, topicRequirements, topicSettings, topics } from './topics.ts';
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
  type AcceptedTransaction,
  acceptedTransaction,
  type BatchResult,
  batchResult,
  maxBatchItems,
} from './transaction-response.ts';
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
  verdictKey,
} from './verdict.ts';
