#!/usr/bin/env bash
# Builds and runs every test project, and sums up: the last line is 'N passed, N failed, N skipped'.
set -euo pipefail

results=artifacts/test-results

# The end-to-end tests come last: what fails in a part explains what fails in the whole.
projects() {
  ls tests/*.Tests/*.csproj
  ls tests/LightKube.EndToEnd/*.csproj
}

run() { # PROJECT
  local name
  name=$(basename "$1" .csproj)
  local runner=(dotnet test "$1" -c Release --no-build -v quiet --logger "trx;LogFileName=$name.trx" --results-directory "$results")
  # Namespaces, mounts and containers need root.
  if [[ $name == LightKube.EndToEnd && $EUID != 0 ]]; then runner=(sudo --preserve-env env "PATH=$PATH" "${runner[@]}"); fi
  "${runner[@]}" || echo "$name: failed" >&2
  # A crash before the first test leaves no results; an empty project says so.
  [[ -s $results/$name.trx ]] || { (( $(tests_in "$1") == 0 )) || echo "$name" >>"$results/crashed"; }
}

tests_in() { # PROJECT
  grep -rlE '^\s*\[(Test|TestCase|TestCaseSource)' --include='*.cs' "$(dirname "$1")" | wc -l
}

counter() { # NAME
  { grep -rhoE "<Counters [^>]*" "$results" --include='*.trx' || true; } | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ n += $1 } END { print n + 0 }'
}

main() {
  rm -rf "$results"
  mkdir -p "$results"
  dotnet build LightKube.sln -c Release -v quiet
  local project
  for project in $(projects); do run "$project"; done

  local total executed passed crashed=0
  total=$(counter total) executed=$(counter executed) passed=$(counter passed)
  [[ -e $results/crashed ]] && crashed=$(wc -l <"$results/crashed")
  local failed=$((executed - passed + crashed)) skipped=$((total - executed))
  ((crashed == 0)) || echo "Ended without results: $(paste -sd' ' "$results/crashed")"
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
}

main
