#!/bin/sh
# Lists missing Secrets, with the commands that create them, before anything is installed.
#   k8s/check-secrets.sh [--namespace NAME] [--without-datadog]
# Exit code: 0 complete, 1 some are missing, 2 the cluster does not answer or an argument is wrong.
set -eu

namespace=ringtrace
datadog=yes
while [ $# -gt 0 ]; do
  case $1 in
    --namespace) namespace=${2:?--namespace needs a name}; shift 2 ;;
    --without-datadog) datadog=no; shift ;;
    *) echo "check-secrets: unknown argument $1" >&2; exit 2 ;;
  esac
done

# Set by Skaffold for its hooks: the cluster that it deploys to.
context=${SKAFFOLD_KUBE_CONTEXT:-}
missing=''

# need NAMESPACE NAME "KEY..." COMMAND
need() {
  if ! keys=$(kubectl ${context:+--context "$context"} --namespace "$1" get secret "$2" --ignore-not-found \
    --output go-template='{{range $key, $value := .data}}{{if $value}}{{$key}} {{end}}{{end}}'); then
    echo "check-secrets: the cluster did not answer, see above" >&2
    exit 2
  fi
  for key in $3; do
    case " $keys" in
      *" $key "*) continue ;;
    esac
    what="Secret $2 in namespace $1"
    [ -z "$keys" ] || what="key $key in the existing $what: add it, or delete the Secret if it is not in use yet"
    missing="$missing
  $what
$4
"
    return
  done
}

need "$namespace" neo4j-auth 'NEO4J_AUTH password' \
"    password=\$(openssl rand -hex 24)
    kubectl --namespace $namespace create secret generic neo4j-auth \\
      --from-literal=NEO4J_AUTH=\"neo4j/\$password\" --from-literal=password=\"\$password\""
need "$namespace" ringtrace-token-key token-key \
"    kubectl --namespace $namespace create secret generic ringtrace-token-key --from-literal=token-key=\"\$(openssl rand -base64 32)\""
# A new key for the smoke test, of a tenant of its own; the file also takes the keys of your clients.
need "$namespace" ringtrace-api-keys api-keys \
"    npm run --silent api-key -- --tenant smoke-test --scope transactions:write --scope verdicts:read --file api-keys > smoke-test-key
    kubectl --namespace $namespace create secret generic ringtrace-api-keys --from-file=api-keys
    kubectl --namespace $namespace create secret generic ringtrace-smoke-test --from-file=api-key=smoke-test-key && rm smoke-test-key"
need "$namespace" ringtrace-smoke-test api-key \
"    (see ringtrace-api-keys: create a key, add its line there, and the key here)
    kubectl --namespace $namespace create secret generic ringtrace-smoke-test --from-file=api-key=smoke-test-key"
if [ $datadog = yes ]; then
  need datadog datadog-keys 'api-key token' \
"    kubectl --namespace datadog create secret generic datadog-keys \\
      --from-literal=api-key=\"\$DD_API_KEY\" --from-literal=token=\"\$(openssl rand -hex 16)\"
    (or install without Datadog: skaffold dev --profile lite)"
fi

if [ -n "$missing" ]; then
  printf 'Nothing was installed. Missing:\n%s' "$missing" >&2
  exit 1
fi
