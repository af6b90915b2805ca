// What a route says of its own tracking: not at all, or a business field more.
import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FieldMode, TrackedRequest } from './options.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

export interface BusinessField {
  readonly name: string;
  readonly mode: FieldMode;
  pick(request: TrackedRequest, user: unknown): unknown;
}

type Target = Parameters<Reflector['get']>[1];
type Decorate = (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => unknown;
type Route = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

const OPTED_OUT = 'user-tracking:opted-out';
const FIELDS = 'user-tracking:fields';
const ownNames = [
  'id',
  'name',
  'email',
  'role',
  'tenant',
  'session',
  'session_id',
  'previous_id',
  'ip',
  'refusal',
  'refusal_reason',
];
const reflector = new Reflector();

/** Nothing is tagged for requests and messages of this handler or controller, refusals neither. */
export const NoUserTracking = (): ClassDecorator & MethodDecorator => SetMetadata(OPTED_OUT, true);

/**
 * Tags `usr.<name>` beside the user, where there is one, with what `pick` gives: text, a number, a boolean, or a list of
 * them. In `clear` everybody who may read traces reads it: a plan or a channel, never what tells who somebody is.
 * @throws UserTrackingConfigError for a name that is not a-z, 0-9, _ or is a field of the user itself
 */
export function TrackField(
  name: string,
  mode: FieldMode,
  pick: BusinessField['pick'],
): ClassDecorator & MethodDecorator {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name) || ownNames.includes(name)) {
    throw new UserTrackingConfigError(`TrackField: ${name} cannot be the name of a business field`);
  }
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const before = ownFields(descriptor?.value ?? target);
    const decorate: Decorate = SetMetadata(FIELDS, [...before, { name, mode, pick }]);
    decorate(target, key, descriptor);
  };
}

export function isOptedOut(route: Route): boolean {
  return (
    reflector.getAllAndOverride<boolean | undefined>(OPTED_OUT, [route.getHandler(), route.getClass()]) ===
    true
  );
}

/** Those of the controller, then those of the handler, which win. */
export function fieldsOf(route: Route): BusinessField[] {
  return [route.getClass(), route.getHandler()].flatMap(ownFields);
}

function ownFields(target: Target): BusinessField[] {
  return reflector.get<BusinessField[] | undefined>(FIELDS, target) ?? [];
}
