#!/usr/bin/env bash
# Packs a folder into the payload that is appended to the executable:
#
#   pack.sh FOLDER OUT
#
# The payload is the files' content one after the other in a single Brotli stream, an index, and a footer of fixed size:
#
#   index    a line a file, in the stream's order: SHA256 SIZE MODE PATH
#   footer   LKBUNDLE1 STREAM-SIZE INDEX-SIZE INDEX-SHA256, sizes as 16 hexadecimal digits, ended by a newline
#
# LightKube.Foundation/Bundle reads it. The same files always give the same index, whose hash names the bundle.
set -euo pipefail
umask 022

# Three times as slow as 6 and a tenth smaller; the result is kept until a file changes.
quality=${BUNDLE_QUALITY:-9}
window=24 # The largest that every Brotli decoder reads.

folder=$1 out=$2

# What resembles each other stands side by side, within the compressor's reach.
ordered_files() {
  (cd "$folder" && find . -type f -printf '%P\n' | LC_ALL=C sort)
}

write_index() {
  local path
  ordered_files | while read -r path; do
    printf '%s %s %s\n' "$(sha256sum "$folder/$path" | cut -d' ' -f1)" "$(stat --format='%s %a' "$folder/$path")" "$path"
  done
}

write_stream() {
  ordered_files | (cd "$folder" && xargs -d '\n' cat) | brotli --quality="$quality" --lgwin="$window" --stdout
}

main() {
  local scratch hash
  scratch=$(mktemp -d)
  trap "rm -rf '$scratch'" EXIT
  write_index >"$scratch/index"
  hash=$(sha256sum "$scratch/index" | cut -d' ' -f1)
  if [[ $(cat "$out.hash" 2>/dev/null) == "$hash-$quality" && -s $out ]]; then return; fi
  write_stream >"$scratch/stream"
  {
    cat "$scratch/stream" "$scratch/index"
    printf 'LKBUNDLE1 %016x %016x %s\n' "$(stat --format=%s "$scratch/stream")" "$(stat --format=%s "$scratch/index")" "$hash"
  } >"$out.tmp"
  mv "$out.tmp" "$out"
  echo "$hash-$quality" >"$out.hash"
}

main
