// The one place in code that names the versions; the poms and compose.yaml are held to it by versions.int.spec.ts.

export const KAFKA_VERSION = '4.3.1';
export const NEO4J_VERSION = '5.26.30';
export const TEST_AGENT_VERSION = '1.69.1';
export const SCHEMATHESIS_VERSION = '4.32.5';
