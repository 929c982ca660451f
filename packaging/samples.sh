#!/usr/bin/env bash
# Builds Kubernetes' own samples from Debian's source package, for the end-to-end tests: a controller over custom resources, and an API server
# behind the aggregation layer (with the etcd that it keeps its objects in), both written with Kubernetes' Go libraries.
#
#   samples.sh FOLDER   makes FOLDER/sample-controller, FOLDER/sample-apiserver and FOLDER/etcd
set -euo pipefail
umask 022

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
source "$here/apt.sh"
source "$here/bundle/debian.sh"

etcd() {
  [[ -x $folder/etcd ]] && return
  mkdir -p "$folder/bookworm"
  APT_OPTIONS=()
  debian_unpack "$folder/bookworm" etcd-server
  ln -sfn bookworm/etcd-server/usr/bin/etcd "$folder/etcd"
}

etcd
[[ ! -x $folder/sample-controller || ! -x $folder/sample-apiserver ]] || exit 0

install_missing <<'TEXT'
golang-go                              compiles the samples
golang-github-modern-go-reflect2-dev   replaces a copy in the samples' source that this compiler breaks
dpkg-dev                               unpacks source packages
TEXT

work=$(mktemp -d "$folder/.samples.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# The source package, by lists of ours: the machine's may name no sources.
echo "Fetching the source of the samples" >&2
apt=$work/apt
mkdir -p "$apt"/{lists/partial,cache/archives/partial} "$work/src"
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" >"$apt/sources.list"
: >"$apt/status"
options=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=- -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status"
  -o "Dir::Cache=$apt/cache" -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root)
apt-get "${options[@]}" -qq update
(cd "$work/src" && apt-get "${options[@]}" -qq source --download-only kubernetes && dpkg-source --no-check -x kubernetes_*.dsc kubernetes >/dev/null)

reflect=github.com/modern-go/reflect2
rm -f "$work/src/kubernetes/vendor/$reflect"/*.{go,s}
cp "/usr/share/gocode/src/$reflect"/*.{go,s} "$work/src/kubernetes/vendor/$reflect/"

echo "Compiling the samples" >&2
mkdir -p "$work/go/src/k8s.io"
ln -s "$work/src/kubernetes" "$work/go/src/k8s.io/kubernetes"
export GO111MODULE=off GOPATH=$work/go GOFLAGS= GOCACHE=$work/cache CGO_ENABLED=0
cd "$GOPATH/src/k8s.io/kubernetes"
for sample in sample-controller sample-apiserver; do
  go build -ldflags '-s -w' -o "$work/$sample" "k8s.io/kubernetes/vendor/k8s.io/$sample"
  mkdir -p "$folder/samples/$sample"
  cp -r "staging/src/k8s.io/$sample/artifacts" "$folder/samples/$sample/"
  mv "$work/$sample" "$folder/$sample"
done
