#!/usr/bin/env bash
# Makes the packages of RewardLab: the tool, with a package of its own for each system, the contracts, Torch for trainable image models, the templates,
# and the one by which recipes are programs.
# usage: scripts/pack.sh OUT [RUNTIME...]    such as  scripts/pack.sh artifacts/packages linux-x64 win-x64 osx-arm64, which is what it makes by default
set -euo pipefail
out=$(realpath -m "${1:?usage: scripts/pack.sh OUT [RUNTIME...]}")
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runtimes=("$@")
[ "${#runtimes[@]}" -gt 0 ] || runtimes=(linux-x64 win-x64 osx-arm64)
pack() { dotnet pack -c Release -v q --nologo -o "$out" "$@"; }

# A plugin is compiled against Torch and runs in a program that brings libtorch: the package asks for none.
pack src/RewardLab.Abstractions
pack src/RewardLab.Torch -p:WithoutNatives=true
pack src/RewardLab.Templates
pack src/RewardLab.Recipes -p:WithoutNatives=true

for runtime in "${runtimes[@]}"; do
  pack src/RewardLab -r "$runtime"
done

# The package that names those of the systems. The SDK makes them all again with it, except where they are compiled ahead of time: so it is told.
pack src/RewardLab -p:_InnerToolsPublishAot=true
