// Options that contradict themselves or would say more than was meant. Trying again does not help.
import { SafeError } from '@ringtrace/telemetry';

export class UserTrackingConfigError extends SafeError {}
