// The public API of the graph: what the commands need to work on the analyzer's graph. Nothing else of the analyzer is public.

export { checkDatabase } from '../check-database.ts';
export { databaseChecks, databaseConfig, databaseConnection } from '../database-config.ts';
export { findingHash } from '../rules/finding.ts';
export { FindingRepository } from '../verdict/finding.repository.ts';
export { publishUntilCurrent } from '../verdict/publish-until-current.ts';
