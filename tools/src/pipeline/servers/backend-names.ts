// The three servers and the names of everything that is kept per server.

export const BACKEND_NAMES = ['kafka', 'neo4j', 'agent'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

export function isBackendName(text: string): text is BackendName {
  return (BACKEND_NAMES as readonly string[]).includes(text);
}

/** Every port an instance may need; Kafka's controller and the agent's OTLP ports are never handed out. */
export type PortName = 'kafka' | 'kafkaController' | 'bolt' | 'agent' | 'otlpHttp' | 'otlpGrpc';
export type Ports = Record<PortName, number>;

export type Neo4jConnection = { uri: string; user: string; password: string; database: string };
export type Progress = (line: string) => void;
