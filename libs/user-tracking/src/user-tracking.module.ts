// Adds tracking to a Nest application. Import it once, in the root module, before the modules whose guards authenticate.
import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type OnModuleInit,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import { type Logger, loggerToken } from '@ringtrace/telemetry';
import { type Settings, settingsOf, type UserTrackingOptions } from './options.ts';
import { boundEverywhere, RouteRecorderGuard } from './route-recorder.guard.ts';
import { UserTracker } from './user-tracker.ts';
import { UserTrackingInterceptor } from './user-tracking.interceptor.ts';
import { warnTo } from './warn.ts';
import { watchResponses } from './watch-responses.ts';

export interface UserTrackingBinding {
  /**
   * `everywhere` (default): the module binds the interceptor to every HTTP and message handler. `by-hand`: you bind it, as
   * APP_INTERCEPTOR, with `app.useGlobalInterceptors(app.get(UserTrackingInterceptor))`, or with `@UseInterceptors`.
   */
  bind?: 'everywhere' | 'by-hand';
}

type Factory = Pick<
  FactoryProvider<UserTrackingOptions | Promise<UserTrackingOptions>>,
  'useFactory' | 'inject'
>;

const settingsToken = Symbol('UserTracking settings');

@Module({})
export class UserTrackingModule implements OnModuleInit {
  private readonly tracker: UserTracker;
  private readonly host: HttpAdapterHost;

  constructor(tracker: UserTracker, host: HttpAdapterHost) {
    this.tracker = tracker;
    this.host = host;
  }

  /** @throws UserTrackingConfigError at startup, for invalid options */
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

  /** For processes that only consume: tags messages with the hash in their header. Needs no key. */
  static forConsumers({
    bind,
    propagateToTopics = [],
  }: Pick<UserTrackingOptions, 'propagateToTopics'> & UserTrackingBinding = {}): DynamicModule {
    const settings = settingsOf({ fields: { id: 'clear' }, user: () => undefined });
    return moduleOf(
      { provide: settingsToken, useValue: { ...settings, propagateToTopics: new Set(propagateToTopics) } },
      bind,
    );
  }

  onModuleInit(): void {
    const adapter = this.host.httpAdapter;
    // A process that only consumes has no adapter, or one without a server.
    if (adapter?.getHttpServer?.())
      watchResponses(adapter, (raw, status) => this.tracker.onResponse(raw, status));
  }

  private static with(
    { useFactory, inject = [] }: Factory,
    bind: UserTrackingBinding['bind'],
  ): DynamicModule {
    return moduleOf(
      {
        provide: settingsToken,
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
        inject: [settingsToken, { token: loggerToken, optional: true }],
        useFactory: (given: Settings, logger?: Logger) => new UserTracker(given, warnTo(logger)),
      },
      UserTrackingInterceptor,
      { provide: boundEverywhere, useValue: everywhere },
      { provide: APP_GUARD, useClass: RouteRecorderGuard },
      ...(everywhere ? [{ provide: APP_INTERCEPTOR, useExisting: UserTrackingInterceptor }] : []),
    ],
    exports: [UserTracker, UserTrackingInterceptor],
  };
}
