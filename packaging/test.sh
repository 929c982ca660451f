#!/usr/bin/env bash
# Builds and runs test projects, and sums up: the last line is 'N passed, N failed, N skipped'.
#
#   test.sh [unit|end-to-end|all]
set -euo pipefail

tier=${1:-all}
results=artifacts/test-results

# A project that takes longer hangs; all of them together have 25 minutes.
longest=15m

# The end-to-end tests come last: what fails in a part explains what fails in the whole.
projects() {
  [[ $tier == end-to-end ]] || ls tests/*.Tests/*.csproj
  [[ $tier == unit ]] || ls tests/LightKube.EndToEnd/*.csproj
}

run() { # PROJECT
  local name trx
  name=$(basename "$1" .csproj)
  trx=$results/$name.trx
  local runner=(timeout --kill-after=30s "$longest" dotnet test "$1" -c Release --no-build -v quiet
    --logger "trx;LogFileName=$name.trx" --results-directory "$results")
  # Namespaces, mounts and containers need root.
  if [[ $name == LightKube.EndToEnd && $EUID != 0 ]]; then runner=(sudo --preserve-env env "PATH=$PATH" "${runner[@]}"); fi
  if "${runner[@]}"; then
    [[ -s $trx ]] || ! has_tests "$1" || echo "$name" >>"$results/broken"
  elif ! has_failures "$trx"; then
    # It ended before it could say what failed.
    echo "$name" >>"$results/broken"
  fi
}

has_tests() { # PROJECT
  grep -rqE '^\s*\[(Test|TestCase|TestCaseSource)\b' --include='*.cs' "$(dirname "$1")"
}

has_failures() { # TRX
  [[ -s $1 ]] && (($(counter executed "$1") > $(counter passed "$1")))
}

# The sum of a counter over result files.
counter() { # NAME TRX...
  local name=$1
  shift
  { grep -hoE '<Counters [^>]*' "$@" /dev/null || true; } | sed -n "s/.* $name=\"\([0-9]*\)\".*/\1/p" | awk '{ n += $1 } END { print n + 0 }'
}

# What failed, and why: the end of a run is what is read first.
failures() { # TRX...
  awk '
    function plain(s) {
      gsub(/&#x[dD];|\r/, "", s); gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;/, "\047", s); gsub(/&amp;/, "\\&", s)
      return s
    }
    /<UnitTestResult / {
      failed = /outcome="Failed"/; message = 0; lines = 0
      if (failed) { name = $0; sub(/.* testName="/, "", name); sub(/" .*/, "", name); print "Failed: " plain(name) }
    }
    failed && /<Message>/ { message = 1; sub(/.*<Message>/, "") }
    failed && /<StackTrace>/ { message = 1; lines = 0; sub(/.*<StackTrace>/, "") }
    failed && message {
      ends = sub(/<\/(Message|StackTrace)>.*/, "")
      if (++lines <= 30) print "    " substr(plain($0), 1, 400)
      if (ends) message = 0
    }' "$@" /dev/null
}

main() {
  rm -rf "$results"
  mkdir -p "$results"
  dotnet build LightKube.sln -c Release -v quiet
  local project
  for project in $(projects); do run "$project"; done

  local all=() total executed passed broken=0
  mapfile -t all < <(compgen -G "$results/*.trx")
  total=$(counter total "${all[@]}") executed=$(counter executed "${all[@]}") passed=$(counter passed "${all[@]}")
  if [[ -e $results/broken ]]; then
    broken=$(wc -l <"$results/broken")
    echo "Ended without whole results: $(paste -sd' ' "$results/broken")"
  fi
  failures "${all[@]}"
  local failed=$((executed - passed + broken)) skipped=$((total - executed))
  echo "$passed passed, $failed failed, $skipped skipped"
  ((failed == 0))
}

main
