#!/usr/bin/env bash
# Compiles each plugin of this folder against the packages of the contracts and leaves the DLLs here.
# They were made with the packages of contract 1.0 and stay as they are: a test loads and runs them, and a later contract that breaks one is a new major
# version.
# usage: build.sh PACKAGES    where PACKAGES is a folder that scripts/pack.sh wrote
set -euo pipefail
packages=$(realpath "${1:?usage: build.sh PACKAGES}")
downloaded=${NUGET_PACKAGES:-$HOME/.nuget/packages}
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A cache of its own: a package of the same version that was made before is never taken. What the repository's build restored serves as the public registry.
export NUGET_PACKAGES=$work/cache
cat > "$work/nuget.config" << CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="local" value="$packages" />
    <add key="public" value="$downloaded" />
  </packageSources>
</configuration>
CONFIG

cp Contract.1.0.csproj ./*.cs "$work"
for source in *.cs; do
  part=${source%.cs}
  rm -rf "$work/obj" "$work/bin"
  dotnet build "$work/Contract.1.0.csproj" -c Release -v q --nologo -p:Part="$part" -o "$work/out/$part"
  cp "$work/out/$part/Contract10.$part.dll" .
done
