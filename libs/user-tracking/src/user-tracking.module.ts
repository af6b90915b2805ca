// Brings tracking into a Nest application: once, in its root module, before the modules whose guards authenticate.
import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { LOGGER, type Logger } from '@ringtrace/telemetry';
import { ArrivalGuard, BOUND_EVERYWHERE } from './arrival.guard.ts';
import { type Settings, settingsOf, type UserTrackingOptions } from './options.ts';
import { UserTracker } from './user-tracker.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';
import { warnTo } from './warn.ts';
import { watchAnswers } from './watch-answers.ts';

export interface UserTrackingBinding {
  /**
   * `everywhere` (default): the module binds the interceptor to every handler of HTTP and messages. `by-hand`: you do, as
   * APP_INTERCEPTOR, `app.useGlobalInterceptors(app.get(UserTrackingInterceptor))`, or `@UseInterceptors`.
   */
  bind?: 'everywhere' | 'by-hand';
}

type Factory = Pick<
  FactoryProvider<UserTrackingOptions | Promise<UserTrackingOptions>>,
  'useFactory' | 'inject'
>;

const SETTINGS = Symbol('UserTracking settings');

@Module({})
export class UserTrackingModule implements OnModuleInit {
  private readonly tracker: UserTracker;
  private readonly host: HttpAdapterHost;

  constructor(tracker: UserTracker, host: HttpAdapterHost) {
    this.tracker = tracker;
    this.host = host;
  }

  /** @throws UserTrackingConfigError at the start */
  static forRoot(options: UserTrackingOptions & UserTrackingBinding): DynamicModule {
    return UserTrackingModule.with({ useFactory: () => options }, options.bind);
  }

  static forRootAsync({
    bind,
    imports = [],
    ...factory
  }: Factory & UserTrackingBinding & Pick<ModuleMetadata, 'imports'>): DynamicModule {
    return { ...UserTrackingModule.with(factory, bind), imports };
  }

  /** For processes that only consume: tags messages with the hash that they bring, and needs no key. */
  static forConsumers({
    bind,
    propagateToTopics = [],
  }: Pick<UserTrackingOptions, 'propagateToTopics'> & UserTrackingBinding = {}): DynamicModule {
    const settings = { ...settingsOf({ fields: { id: 'clear' }, user: () => undefined }) };
    return moduleOf(
      { provide: SETTINGS, useValue: { ...settings, propagateToTopics: new Set(propagateToTopics) } },
      bind,
    );
  }

  onModuleInit(): void {
    const adapter = this.host.httpAdapter;
    // None, or one that serves nothing, where the process only consumes.
    if (adapter?.getHttpServer?.())
      watchAnswers(adapter, (raw, status) => this.tracker.answering(raw, status));
  }

  private static with(
    { useFactory, inject = [] }: Factory,
    bind: UserTrackingBinding['bind'],
  ): DynamicModule {
    return moduleOf(
      {
        provide: SETTINGS,
        inject,
        useFactory: async (...dependencies: never[]) => settingsOf(await useFactory(...dependencies)),
      },
      bind,
    );
  }
}

function moduleOf(settings: Provider, bind: UserTrackingBinding['bind'] = 'everywhere'): DynamicModule {
  const everywhere = bind === 'everywhere';
  return {
    module: UserTrackingModule,
    global: true,
    providers: [
      settings,
      {
        provide: UserTracker,
        inject: [SETTINGS, { token: LOGGER, optional: true }],
        useFactory: (given: Settings, logger?: Logger) => new UserTracker(given, warnTo(logger)),
      },
      UserTrackingInterceptor,
      { provide: BOUND_EVERYWHERE, useValue: everywhere },
      { provide: APP_GUARD, useClass: ArrivalGuard },
      ...(everywhere ? [{ provide: APP_INTERCEPTOR, useExisting: UserTrackingInterceptor }] : []),
    ],
    exports: [UserTracker, UserTrackingInterceptor],
  };
}
