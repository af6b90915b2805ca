// The public API of service-shell: what every service needs around its own logic.

export { authChecks, authConfig, authOptions } from './auth-config.ts';
export { checkBroker, UnreachableError } from './check-broker.ts';
export type { Dependency, DependencyState } from './check-dependency.ts';
export { quietKafkajsWarning, stopSignal } from './command-process.ts';
export { crossFieldChecks } from './config-check.ts';
export { createHttpApp, type HttpAppOptions } from './http-app.ts';
export { httpConfig, httpLimits } from './http-config.ts';
export { kafkaChecks, kafkaConfig, kafkaConnection } from './kafka-config.ts';
export {
  accessProblems,
  jsonContent,
  needsScope,
  type OpenApiDocument,
  problemResponse,
  securitySchemes,
} from './openapi-docs.ts';
export { type ProblemAnswer, ProblemError } from './problem-error.ts';
export { processConfig, wholeNumber } from './process-config.ts';
export { ConfigError, mountedFile, readConfig, secret } from './read-config.ts';
export { runService } from './run-service.ts';
export { ServiceShellModule } from './service-shell.module.ts';
export type { ProblemMapper } from './to-problem.ts';
export { tokenChecks, tokenConfig, tokenKeys } from './token-config.ts';
export {
  userPropagationConfig,
  userTrackingChecks,
  userTrackingConfig,
  userTrackingOptions,
} from './user-tracking-config.ts';
export { ZodInput } from './zod-input.pipe.ts';
