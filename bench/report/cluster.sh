# What the benchmarks share: a cluster of their own, the load generator, and a file of figures that report.sh makes the table of.
# Sourced with EXECUTABLE as the first argument; ends the cluster when the script ends.
# shellcheck shell=bash
set -euo pipefail

executable=$(realpath "${1:?usage: ${0##*/} EXECUTABLE}")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
generator=$root/artifacts/load-generator/loadgenerator
figures=$root/artifacts/bench/$(basename "$0" .sh)
cluster=bench

# Makes a fresh cluster, and sets $server to the server's process.
cluster_up() {
  "$executable" dev down --name $cluster >/dev/null 2>&1 || true
  "$executable" dev up --name $cluster --no-sample >&2
  server=$(cut -d' ' -f1 /var/lib/lightkube-dev/$cluster/node-1/server.pid)
}

cluster_down() { "$executable" dev down --name $cluster >/dev/null; }

# Runs the load generator on the node, shows what it prints, and keeps it in $log.
generate() {
  "$executable" dev exec --name $cluster -- "$generator" "$@" | tee -a "$log" >&2
}

# phase PHASE FIELD: a number of what the load generator printed.
phase() { sed -n "s/^{\"phase\":\"$1\".*\"$2\":\([0-9.]*\).*/\1/p" "$log" | tail -1; }

# rate PHASE: calls a second, or that none of them succeeded.
rate() {
  if [[ $(phase "$1" errors) == 0 ]]; then grouped "$(phase "$1" per_s)"; else echo "not served"; fi
}

# figure NAME VALUE: a line of the table.
figure() { printf '%s\t%s\n' "$1" "$2" >>"$figures"; }

# The memory of a process now, and the most that it ever had, in MB.
resident() { awk '/^VmRSS/ { printf "%.0f", $2 * 1024 / 1e6 }' "/proc/$1/status"; }
peak() { awk '/^VmHWM/ { printf "%.0f", $2 * 1024 / 1e6 }' "/proc/$1/status"; }

# 12345 as 12,345.
grouped() { awk -v n="$1" 'BEGIN { s = sprintf("%.0f", n); while (match(s, /[0-9][0-9][0-9][0-9]($|,)/)) s = substr(s, 1, RSTART) "," substr(s, RSTART + 1); print s }'; }

mkdir -p "$root/artifacts/bench"
: >"$figures"
log=$figures.log
: >"$log"
