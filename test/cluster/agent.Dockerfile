# The Datadog test agent, with the version that tools/ uses.
ARG BASE_IMAGE=debian:bookworm-slim
FROM ${BASE_IMAGE}
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null && rm -rf /var/lib/apt/lists/*
COPY tools/servers/agent/requirements.txt /tmp/requirements.txt
RUN python3 -m venv /agent && /agent/bin/pip install --quiet --no-cache-dir -r /tmp/requirements.txt
USER 1000:1000
WORKDIR /tmp
ENV HOME=/tmp
CMD ["/agent/bin/python", "-m", "ddapm_test_agent.agent", "--host=0.0.0.0", "--port=8126", "--log-level=WARNING", "--disable-llmobs-data-forwarding"]
