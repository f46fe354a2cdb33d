#!/usr/bin/env bash
# What a user publishes on Linux, used as it lies there: from an output that is built already (publish --no-build), also without its symbols, and for linux-x64
# with a .NET of its own, where the machine has none. Every plugin of RewardLab must be trusted, and the quickstart must run from an empty folder.
# usage: tests/publish.sh [OUT]    OUT keeps what is published; otherwise a temporary folder is
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$(realpath -m "${1:-$work/out}")
mkdir -p "$out" "$work/empty"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export REWARDLAB_HOME=$work/settings REWARDLAB_PLUGINS=$work/plugins REWARDLAB_CACHE=$work/cache
unset REWARDLAB_RUNS

fail() { echo "publish: FAILED: $*" >&2; exit 1; }
step() { echo "publish: $* (${SECONDS} s)"; SECONDS=0; }
quietly() { "$@" > "$work/log" 2>&1 || fail "$*: $(tail -n 20 "$work/log")"; }

# The program's plugins are those of its folder, each active or switched off for a reason, none untrusted.
trusts_all() {
  quietly "$@" plugins list
  ! grep -q ' untrusted ' "$work/log" || fail "$*: a plugin is not trusted: $(cat "$work/log")"
  [ "$(grep -c ' active ' "$work/log")" -ge 10 ] || fail "$*: too few plugins are active: $(cat "$work/log")"
}

SECONDS=0
quietly dotnet build -c Release -v q --nologo src/RewardLab
quietly dotnet publish -c Release --no-build -v q --nologo -o "$out/no-build" src/RewardLab
trusts_all dotnet "$out/no-build/rewardlab.dll"
find "$out/no-build/plugins" -name '*.pdb' -delete
trusts_all dotnet "$out/no-build/rewardlab.dll"
step "published without a build, $(du -sm "$out/no-build" | cut -f 1) MB: all plugins are trusted, also without symbols"

# And what is not as it was built is not.
changed=$(ls "$out"/no-build/plugins/*/RewardLab.Ensembles.*.dll | head -n 1)
printf x >> "$changed"
quietly dotnet "$out/no-build/rewardlab.dll" plugins list
grep -q ' untrusted ' "$work/log" || fail "a changed plugin is trusted: $(cat "$work/log")"
step "a changed plugin is not trusted"

quietly dotnet publish -c Release -r linux-x64 --self-contained -v q --nologo -o "$out/linux-x64" src/RewardLab
step "published for linux-x64, $(du -sm "$out/linux-x64" | cut -f 1) MB"
cd "$work/empty"
# No .NET of the machine is found.
alone=(env -i HOME="$work" PATH=/usr/bin:/bin DOTNET_ROOT="$work/none" DOTNET_MULTILEVEL_LOOKUP=0
  REWARDLAB_HOME="$REWARDLAB_HOME" REWARDLAB_PLUGINS="$REWARDLAB_PLUGINS" REWARDLAB_CACHE="$REWARDLAB_CACHE" "$out/linux-x64/rewardlab")
trusts_all "${alone[@]}"
quietly "${alone[@]}" doctor
quietly "${alone[@]}" --quiet run quickstart --set imagesPerPrompt=25
grep -q 'TextNorm(clip)' "$work/log" || fail "the quickstart printed no table: $(cat "$work/log")"
ls runs/*/report.html > /dev/null
step "plugins, doctor and quickstart of the self-contained program"
