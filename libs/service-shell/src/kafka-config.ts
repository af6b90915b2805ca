// Environment variables for the Kafka connection, TLS and SASL. With only KAFKA_BROKERS set: no TLS and no login, as on a
// laptop.
import { z } from 'zod';
import { type ConfigCheck, crossFieldChecks } from './config-check.ts';
import { brokerList, trueOrFalse } from './process-config.ts';
import { mountedFile } from './read-config.ts';

/** For the schema of a service: `z.object({ ...kafkaConfig('orders'), … }).check(...kafkaChecks)`. */
export function kafkaConfig(clientId: string) {
  return {
    KAFKA_BROKERS: brokerList.describe('Kafka bootstrap servers, host:port, comma-separated'),
    KAFKA_CLIENT_ID: z.string().default(clientId).describe('Client name in broker logs and quotas'),
    KAFKA_TLS: trueOrFalse().describe(
      'Whether to connect to brokers over TLS; their certificates are always verified',
    ),
    KAFKA_TLS_CA_FILE: mountedFile('PEM file with the CAs of the brokers; default: the CAs that Node trusts'),
    KAFKA_TLS_CERT_FILE: mountedFile('PEM file with the certificate of this client, for mutual TLS'),
    KAFKA_TLS_KEY_FILE: mountedFile('PEM file with the private key of that certificate'),
    KAFKA_SASL_MECHANISM: z
      .enum(['none', 'plain', 'scram-sha-256', 'scram-sha-512'])
      .default('none')
      .describe('SASL mechanism, in addition to or instead of a client certificate'),
    KAFKA_SASL_USERNAME: z.string().optional().describe('Kafka user'),
    KAFKA_SASL_PASSWORD: z.string().optional().describe('Password of that user'),
    KAFKA_SASL_PASSWORD_FILE: z
      .string()
      .optional()
      .describe('File with that password instead, read for every connection'),
  };
}

type KafkaShape = ReturnType<typeof kafkaConfig>;
type KafkaConfig = z.infer<z.ZodObject<KafkaShape>>;
type Check = ConfigCheck<KafkaConfig>;

const usesSasl = ({ KAFKA_SASL_MECHANISM: mechanism }: Partial<KafkaConfig>) =>
  mechanism !== undefined && mechanism !== 'none';

const tlsFileChecks = (['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'] as const).map(
  (variable): Check => ({
    variable,
    reason: 'requires KAFKA_TLS=true',
    isBroken: (config) => config[variable] !== undefined && config.KAFKA_TLS === false,
  }),
);

const checks: Check[] = [
  ...tlsFileChecks,
  {
    variable: 'KAFKA_TLS_KEY_FILE',
    reason: 'is not set, but KAFKA_TLS_CERT_FILE is',
    isBroken: (config) => !config.KAFKA_TLS_KEY_FILE && config.KAFKA_TLS_CERT_FILE !== undefined,
  },
  {
    variable: 'KAFKA_TLS_CERT_FILE',
    reason: 'is not set, but KAFKA_TLS_KEY_FILE is',
    isBroken: (config) => !config.KAFKA_TLS_CERT_FILE && config.KAFKA_TLS_KEY_FILE !== undefined,
  },
  ...(['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const).flatMap((variable): Check[] => [
    {
      variable,
      reason: 'is not set, but KAFKA_SASL_MECHANISM needs it',
      isBroken: (config) => usesSasl(config) && !config[variable],
    },
    {
      variable,
      reason: 'must not be set while KAFKA_SASL_MECHANISM is none',
      isBroken: (config) => config.KAFKA_SASL_MECHANISM === 'none' && config[variable] !== undefined,
    },
  ]),
  {
    variable: 'KAFKA_SASL_MECHANISM',
    reason: 'plain requires KAFKA_TLS=true, because it sends the password in clear',
    isBroken: (config) => config.KAFKA_SASL_MECHANISM === 'plain' && config.KAFKA_TLS === false,
  },
];

/** Cross-field checks for the schema of a service: `z.object({ … }).check(...kafkaChecks)`. */
export const kafkaChecks = crossFieldChecks(checks);

/** Connection options of traced-kafka, which reads the files itself whenever it connects. */
export function kafkaConnection(config: Readonly<KafkaConfig>) {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username = '' } = config;
  return {
    brokers: config.KAFKA_BROKERS,
    clientId: config.KAFKA_CLIENT_ID,
    tls: config.KAFKA_TLS
      ? {
          caFile: config.KAFKA_TLS_CA_FILE,
          certFile: config.KAFKA_TLS_CERT_FILE,
          keyFile: config.KAFKA_TLS_KEY_FILE,
        }
      : undefined,
    sasl:
      mechanism === 'none'
        ? undefined
        : {
            mechanism,
            username,
            password: config.KAFKA_SASL_PASSWORD,
            passwordFile: config.KAFKA_SASL_PASSWORD_FILE,
          },
  };
}
