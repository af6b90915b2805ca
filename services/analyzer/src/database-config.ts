// The environment variables for the connection to the database and its authentication. Shared by the service and the rules
// and erase command lines.
import { crossFieldChecks, mountedFile, secret } from '@ringtrace/service-shell';
import { z } from 'zod';

/** For a schema: `z.object({ ...databaseConfig, … }).check(...databaseChecks)`. */
export const databaseConfig = {
  NEO4J_URI: z
    .string()
    .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\//)
    .describe('bolt:// or neo4j:// address of the graph, bolt+s:// or neo4j+s:// over TLS'),
  NEO4J_CA_FILE: mountedFile('PEM file with the CAs of the database; without it, the CAs that Node trusts'),
  NEO4J_CERT_FILE: mountedFile('PEM file with the certificate of this client, for mutual TLS'),
  NEO4J_KEY_FILE: mountedFile('PEM file with the private key of that certificate'),
  NEO4J_USER: z.string().default('neo4j').describe('Database user'),
  NEO4J_PASSWORD: secret().describe('Password of that user'),
  NEO4J_PASSWORD_FILE: z
    .string()
    .optional()
    .describe('File with that password, read again when the database rejects the login'),
  NEO4J_DATABASE: z.string().default('neo4j').describe('Database name'),
};

type DatabaseConfig = z.infer<z.ZodObject<typeof databaseConfig>>;

/** Which variables require others. */
export const databaseChecks = crossFieldChecks<DatabaseConfig>([
  ...(['NEO4J_CA_FILE', 'NEO4J_CERT_FILE', 'NEO4J_KEY_FILE'] as const).map((variable) => ({
    variable,
    reason: 'has no effect without bolt+s:// or neo4j+s:// in NEO4J_URI',
    isBroken: ({ NEO4J_URI: uri, [variable]: path }: Partial<DatabaseConfig>) =>
      path !== undefined && uri !== undefined && !/^(bolt|neo4j)\+s:/.test(uri),
  })),
  {
    variable: 'NEO4J_KEY_FILE',
    reason: 'is not set, but NEO4J_CERT_FILE is',
    isBroken: (config) => !config.NEO4J_KEY_FILE && config.NEO4J_CERT_FILE !== undefined,
  },
  {
    variable: 'NEO4J_CERT_FILE',
    reason: 'is not set, but NEO4J_KEY_FILE is',
    isBroken: (config) => !config.NEO4J_CERT_FILE && config.NEO4J_KEY_FILE !== undefined,
  },
]);

/** The connection options of traced-neo4j, which reads the files each time it connects. */
export function databaseConnection(config: Readonly<DatabaseConfig>) {
  const { NEO4J_CA_FILE: caFile, NEO4J_CERT_FILE: certFile, NEO4J_KEY_FILE: keyFile } = config;
  return {
    uri: config.NEO4J_URI,
    tls: caFile === undefined && certFile === undefined ? undefined : { caFile, certFile, keyFile },
    user: config.NEO4J_USER,
    password: config.NEO4J_PASSWORD,
    passwordFile: config.NEO4J_PASSWORD_FILE,
    database: config.NEO4J_DATABASE,
  };
}
