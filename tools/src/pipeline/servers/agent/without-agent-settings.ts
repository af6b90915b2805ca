// Keeps the caller's Datadog settings away from the test agent.

const READ_BY_THE_AGENT = /^(DD_|VCR_|SNAPSHOT_|OTLP_|HOST$|PORT$|WEB_UI_PORT$|LOG_LEVEL$|ENABLED_CHECKS$)/;

/** Otherwise a DD_AGENT_URL or DD_API_KEY in the shell would make it forward local traces to Datadog. */
export function withoutAgentSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(env).filter((name) => READ_BY_THE_AGENT.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
