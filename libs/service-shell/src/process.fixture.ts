// Runs service.fixture.ts as a process.
import { runService } from './run-service.ts';
import { createFixture, fixtureConfig } from './service.fixture.ts';

await runService({ name: 'fixture', config: fixtureConfig, createApp: (config) => createFixture(config) });
