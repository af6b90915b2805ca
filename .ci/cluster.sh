# Settings for the scripts in $cluster, which build the Kubernetes programs and start a cluster. Sourced by .ci/run.
# The programs are built with Go, which its installer puts where not every PATH leads.
command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
# shellcheck source=/dev/null
. "$cluster/lib.sh"
export cluster WITH_KEDA=1 KUBECONFIG=$KUBECONFIG_OUT
export KUBERNETES_OPENAPI=$TOOLS_GOMODCACHE/k8s.io/kubernetes@v$KUBE_VERSION/api/openapi-spec/swagger.json
# Where the cluster finds images, and skaffold their digests. $IMAGE and $DOCKERFILE are set by the caller.
export SKAFFOLD_DEFAULT_REPO=127.0.0.1:$MIRROR_PORT SKAFFOLD_INSECURE_REGISTRY=127.0.0.1:$MIRROR_PORT
export IMAGE_BUILD_COMMAND="'$cluster/buildah' build --quiet --network host --pull-never -f \"\$DOCKERFILE\" -t \"\$IMAGE\" . && '$cluster/load' \"\$IMAGE\""
