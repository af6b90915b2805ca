// Decorators by which a route opts out of tracking or adds business fields.
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

const optedOutKey = 'user-tracking:opted-out';
const fieldsKey = 'user-tracking:fields';
const reservedNames = [
  'id',
  'name',
  'email',
  'role',
  'tenant',
  'session',
  'session_id',
  'previous_id',
  'ip',
  'rejection',
  'rejection_reason',
];
const reflector = new Reflector();

/** Tags nothing for requests and messages of this handler or controller, not even rejections. */
export const NoUserTracking = (): ClassDecorator & MethodDecorator => SetMetadata(optedOutKey, true);

/**
 * Tags `usr.<name>` in addition to the user, if there is one, with the value of `pick`: text, a number, a boolean, or a list
 * of them. In `clear` everyone who may read traces can see it: use it for a plan or channel, never for data that
 * identifies a person.
 * @throws UserTrackingConfigError for a name that is not a-z, 0-9, _ or is reserved for the user itself
 */
export function TrackField(
  name: string,
  mode: FieldMode,
  pick: BusinessField['pick'],
): ClassDecorator & MethodDecorator {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name) || reservedNames.includes(name)) {
    throw new UserTrackingConfigError(`TrackField: ${name} is not a valid name for a business field`);
  }
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const fields = fieldsOn(descriptor?.value ?? target);
    const decorate: Decorate = SetMetadata(fieldsKey, [...fields, { name, mode, pick }]);
    decorate(target, key, descriptor);
  };
}

export function isOptedOut(route: Route): boolean {
  return (
    reflector.getAllAndOverride<boolean | undefined>(optedOutKey, [route.getHandler(), route.getClass()]) ===
    true
  );
}

/** Fields of the controller, then those of the handler, which take precedence. */
export function fieldsOf(route: Route): BusinessField[] {
  return [route.getClass(), route.getHandler()].flatMap(fieldsOn);
}

function fieldsOn(target: Target): BusinessField[] {
  return reflector.get<BusinessField[] | undefined>(fieldsKey, target) ?? [];
}
