// What the tests of the cluster install and where, said once.
export const namespace = 'ringtrace';
export const release = 'ringtrace';
export const clientNamespace = 'ringtrace-clients';
/** Marks what these tests made; nothing without it is touched. */
export const testLabel = 'ringtrace.dev/test';
/** Of the LOCAL listener of manifests/kafka.yaml, which tells this address to its clients. */
export const kafkaPort = 19_092;
/** Holds the API key of the smoke test, and of these tests. */
export const smokeTestSecret = 'ringtrace-smoke-test';
