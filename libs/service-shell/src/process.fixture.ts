// The process of service.fixture.ts.
import { runService } from './run-service.ts';
import { createFixture, fixtureConfig } from './service.fixture.ts';

await runService({ name: 'fixture', config: fixtureConfig, createApp: (config) => createFixture(config) });
