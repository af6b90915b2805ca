// What the cluster tests install, and where.
export const namespace = 'ringtrace';
export const release = 'ringtrace';
export const clientNamespace = 'ringtrace-clients';
/** Label of everything these tests create; objects without it are never touched. */
export const testLabel = 'ringtrace.dev/test';
/** Address of the LOCAL listener of manifests/kafka.yaml, which advertises it to clients. */
export const kafkaPort = 19_092;
/** Secret with the API key of the smoke test and of these tests. */
export const smokeTestSecret = 'ringtrace-smoke-test';
