// The variables of every service that talks to Kafka: where it is, and how each side knows that the other is who it
// says. Without more than KAFKA_BROKERS: no TLS, no user, as on a laptop.
import { z } from 'zod';
import { type ConfigRule, checksOf } from './config-rule.ts';
import { brokerList, trueOrFalse } from './process-config.ts';
import { mountedFile } from './read-config.ts';

/** For the schema of a service: `z.object({ ...kafkaConfig('orders'), … }).check(...kafkaRules)`. */
export function kafkaConfig(clientId: string) {
  return {
    KAFKA_BROKERS: brokerList.describe('Kafka bootstrap servers, host:port, separated by commas'),
    KAFKA_CLIENT_ID: z.string().default(clientId).describe('Name shown in broker logs and quotas'),
    KAFKA_TLS: trueOrFalse().describe(
      'Whether brokers are reached over TLS; their certificates are always verified',
    ),
    KAFKA_TLS_CA_FILE: mountedFile(
      'PEM file with the CAs that sign the brokers, without it the CAs that Node trusts',
    ),
    KAFKA_TLS_CERT_FILE: mountedFile('PEM file with the certificate of this client, for mutual TLS'),
    KAFKA_TLS_KEY_FILE: mountedFile('PEM file with the private key of that certificate'),
    KAFKA_SASL_MECHANISM: z
      .enum(['none', 'plain', 'scram-sha-256', 'scram-sha-512'])
      .default('none')
      .describe('How this client logs in, beside or instead of a certificate'),
    KAFKA_SASL_USERNAME: z.string().optional().describe('Kafka user'),
    KAFKA_SASL_PASSWORD: z.string().optional().describe('Password of that user'),
    KAFKA_SASL_PASSWORD_FILE: z
      .string()
      .optional()
      .describe('File with that password instead, read anew for each connection'),
  };
}

type KafkaShape = ReturnType<typeof kafkaConfig>;
type KafkaConfig = z.infer<z.ZodObject<KafkaShape>>;
type Rule = ConfigRule<KafkaConfig>;

const saslWanted = ({ KAFKA_SASL_MECHANISM: mechanism }: Partial<KafkaConfig>) =>
  mechanism !== undefined && mechanism !== 'none';

const tlsFileRules = (['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'] as const).map(
  (variable): Rule => ({
    variable,
    reason: 'is of no use without KAFKA_TLS=true',
    isBroken: (config) => config[variable] !== undefined && config.KAFKA_TLS === false,
  }),
);

const rules: Rule[] = [
  ...tlsFileRules,
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
  ...(['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const).flatMap((variable): Rule[] => [
    {
      variable,
      reason: 'is not set, but KAFKA_SASL_MECHANISM needs it',
      isBroken: (config) => saslWanted(config) && !config[variable],
    },
    {
      variable,
      reason: 'is of no use while KAFKA_SASL_MECHANISM is none',
      isBroken: (config) => config.KAFKA_SASL_MECHANISM === 'none' && config[variable] !== undefined,
    },
  ]),
  {
    variable: 'KAFKA_SASL_MECHANISM',
    reason: 'may be plain only with KAFKA_TLS=true, since it sends the password itself',
    isBroken: (config) => config.KAFKA_SASL_MECHANISM === 'plain' && config.KAFKA_TLS === false,
  },
];

/** What may not be set together, for the schema of a service: `z.object({ … }).check(...kafkaRules)`. */
export const kafkaRules = checksOf(rules);

/** What traced-kafka wants to know about the connection. The files are its to read, each time it connects. */
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
