// The three servers, their ports and connections.

export const backendNames = ['kafka', 'neo4j', 'agent'] as const;
export type BackendName = (typeof backendNames)[number];

export function isBackendName(text: string): text is BackendName {
  return (backendNames as readonly string[]).includes(text);
}

/** Every port an instance may need. Kafka's controller and the agent's OTLP ports are internal. */
export type PortName = 'kafka' | 'kafkaController' | 'bolt' | 'agent' | 'otlpHttp' | 'otlpGrpc';
export type Ports = Record<PortName, number>;

export interface Neo4jConnection {
  uri: string;
  user: string;
  password: string;
  database: string;
}
export type Progress = (line: string) => void;
