// The public API of service-shell: what every service needs around its own logic.

export { authConfig, authOptions, authRules } from './auth-config.ts';
export type { Dependency, DependencyState } from './check-dependency.ts';
export { crossFieldChecks } from './config-rule.ts';
export { createHttpApp, type HttpAppOptions } from './http-app.ts';
export { httpConfig, httpLimits } from './http-config.ts';
export { kafkaConfig, kafkaConnection, kafkaRules } from './kafka-config.ts';
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
export { tokenConfig, tokenKeys, tokenRules } from './token-config.ts';
export {
  userPropagationConfig,
  userTrackingConfig,
  userTrackingOptions,
  userTrackingRules,
} from './user-tracking-config.ts';
export { ZodInput } from './zod-input.pipe.ts';
