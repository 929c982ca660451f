#!/usr/bin/env bash
# Makes tables of the benchmarks' figures, prints them and puts each between its marks of a page: write.sh PAGE
set -euo pipefail
here=$(dirname "$(realpath "$0")")
page=${1:?usage: write.sh PAGE}
figures=$here/../../artifacts/bench

machine() {
  printf 'Measured on %s: %s, %s cores, %s GB of memory, Linux %s.\n' "$(date --utc +%F)" \
    "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 * 1024 / 1e9 }' /proc/meminfo)" "$(uname -r)"
}

comparison() {
  machine
  echo
  printf '| what | k3s 1.21 | kube-apiserver 1.20 + etcd | ceiling | LightKube |\n|---|---|---|---|---|\n'
  cat "$figures"/{api-load,idle,pod-starts} | awk -F'\t' '
    NR == FNR { value[$1] = $2; next }
    { printf "| %s | %s | %s | %s | %s |\n", $2, $3, $4, $5, ($1 in value) ? value[$1] : "not measured" }' - "$here/rows.tsv"
}

# The load generator's lines as a table: one a phase.
phases() { # LOG
  printf '| phase | calls | a second | p50 ms | p99 ms | bytes allocated a call | resident MB |\n|---|---|---|---|---|---|---|\n'
  awk '
    function field(name,   at) { at = match($0, "\"" name "\":[^,}]*"); return at ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
    { name = field("phase"); gsub("\"", "", name) }
    name == "watchers" { next }
    name == "watch-fanout" { name = "events to " field("watchers") " watchers"; n = field("events"); rate = field("events_per_s") }
    name !~ /watchers/ { n = field("n"); rate = field("per_s") }
    { printf "| %s | %s | %s | %s | %s | %s | %s |\n", name, n, rate, field("p50_ms"), field("p99_ms"), field("allocated_per_call"), field("resident_MB") }' "$1"
}

# Puts what the command prints between the marks of a name.
put() { # MARK COMMAND...
  local mark=$1 text
  shift
  text=$(mktemp)
  "$@" | tee "$text"
  sed -i -e "/^<!-- $mark -->$/,/^<!-- end of $mark -->$/ { /^<!-- $mark -->$/r $text
    /^<!-- \(end of \)\?$mark -->$/!d }" "$page"
  rm -f "$text"
}

put figures comparison
put phases phases "$figures/api-wide.log"
put growth phases "$figures/growth.log"
