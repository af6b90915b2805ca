import { fieldsOf, isOptedOut, NoUserTracking, TrackField } from './decorators.ts';
import { UserTrackingConfigError } from './user-tracking-config-error.ts';

@TrackField('channel', 'clear', () => 'web')
class Orders {
  @TrackField('channel', 'clear', () => 'shop')
  @TrackField('plan', 'hash', () => 'gold')
  buy() {}
  look() {}
  @NoUserTracking()
  secretly() {}
}

class Subscriptions extends Orders {}

@NoUserTracking()
class Votes {
  vote() {}
}

const route = (getClass: new () => object, handler: () => void) =>
  ({ getClass: () => getClass, getHandler: () => handler }) as never;
const namesOf = (...on: Parameters<typeof route>) => fieldsOf(route(...on)).map(({ name }) => name);

describe('a route', () => {
  it('has the fields of its controller first, then its own', () => {
    expect(namesOf(Orders, Orders.prototype.look)).toEqual(['channel']);
    expect(namesOf(Orders, Orders.prototype.buy)).toEqual(['channel', 'plan', 'channel']);
    expect(namesOf(Subscriptions, Subscriptions.prototype.look)).toEqual(['channel']);
    expect(namesOf(Votes, Votes.prototype.vote)).toEqual([]);
  });

  it('can opt out itself or through its controller', () => {
    expect(isOptedOut(route(Orders, Orders.prototype.look))).toBe(false);
    expect(isOptedOut(route(Orders, Orders.prototype.secretly))).toBe(true);
    expect(isOptedOut(route(Votes, Votes.prototype.vote))).toBe(true);
  });

  it.each([
    '',
    'id',
    'email',
    'session_id',
    'previous_id',
    'ip',
    'rejection',
    'Upper',
    'with.dot',
    'é',
    '__proto__',
  ])('cannot have a field named %p', (name) => {
    expect(() => TrackField(name, 'clear', () => 1)).toThrow(UserTrackingConfigError);
  });
});
