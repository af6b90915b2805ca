// Invalid options: they contradict each other or would reveal more than intended. A retry does not help.
import { SafeError } from '@ringtrace/telemetry';

export class UserTrackingConfigError extends SafeError {}
