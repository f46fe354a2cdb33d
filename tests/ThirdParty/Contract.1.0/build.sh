#!/bin/bash
# Compiles each plugin of this folder against the contracts of a built RewardLab and leaves the DLLs here.
# They were made by contract 1.0 and stay as they are: a test loads and runs them, and a later contract that breaks one is a new major version.
# usage: build.sh [FOLDER OF RewardLab.Abstractions.dll]
set -e
cd "$(dirname "$0")"
folder=$(realpath "${1:-../../../src/RewardLab/bin/Release/net10.0}")
for source in *.cs; do
  part=${source%.cs}
  dotnet build -c Release -v q --nologo -p:Part="$part" -p:RewardLabFolder="$folder" -o "obj/out/$part"
  cp "obj/out/$part/Contract10.$part.dll" .
  rm -rf obj bin
done
