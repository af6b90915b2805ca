// Public API of user-tracking: tags traces with their user, without exposing who it is.
export { NoUserTracking, TrackField } from './decorators.ts';
export { type HashKey, type HashKeys, userIdHash } from './keyed-hash.ts';
export type { FieldMode, TrackedRequest, UserField, UserTrackingOptions } from './options.ts';
export type { TrackIpAddress } from './tracked-ip.ts';
export { userHeader, userHeaders } from './user-headers.ts';
export { UserTrackingInterceptor } from './user-tracking.interceptor.ts';
export { type UserTrackingBinding, UserTrackingModule } from './user-tracking.module.ts';
export { UserTrackingConfigError } from './user-tracking-config-error.ts';
