#!/usr/bin/env bash
# Makes one table of the benchmarks' figures, prints it and puts it between the marks of a page: write.sh PAGE
set -euo pipefail
here=$(dirname "$(realpath "$0")")
page=${1:?usage: write.sh PAGE}
figures=$here/../../artifacts/bench

machine() {
  printf 'Measured on %s: %s, %s cores, %s GB of memory, Linux %s.\n' "$(date --utc +%F)" \
    "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 * 1024 / 1e9 }' /proc/meminfo)" "$(uname -r)"
}

table() {
  printf '| what | k3s 1.21 | kube-apiserver 1.20 + etcd | ceiling | LightKube |\n|---|---|---|---|---|\n'
  cat "$figures"/{api-load,idle,pod-starts} | awk -F'\t' '
    NR == FNR { value[$1] = $2; next }
    { printf "| %s | %s | %s | %s | %s |\n", $2, $3, $4, $5, ($1 in value) ? value[$1] : "not measured" }' - "$here/rows.tsv"
}

text=$(mktemp)
trap 'rm -f "$text"' EXIT
{ machine; echo; table; } | tee "$text"
sed -i -e "/^<!-- figures -->$/,/^<!-- end of figures -->$/ { /^<!-- figures -->$/r $text
  /^<!-- \(end of \)\?figures -->$/!d }" "$page"
