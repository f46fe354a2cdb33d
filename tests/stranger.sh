#!/usr/bin/env bash
# The journey of a stranger who has the packages and no sources: installs the tool, runs the quickstart from an empty folder, makes plugins and a recipe from
# the templates, builds, trusts and uses them. Package cache, settings and plugins folder are new; no package comes from the network.
# usage: tests/stranger.sh PACKAGES    where PACKAGES is a folder that scripts/pack.sh wrote
set -euo pipefail
packages=$(realpath "${1:?usage: tests/stranger.sh PACKAGES}")
downloaded=${NUGET_PACKAGES:-$HOME/.nuget/packages}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_CLI_HOME=$work/home NUGET_PACKAGES=$work/cache DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export REWARDLAB_HOME=$work/settings REWARDLAB_PLUGINS=$work/plugins REWARDLAB_CACHE=$work/rewardlab-cache
unset REWARDLAB_RUNS
export PATH=$work/tools:$PATH
mkdir "$work/empty" "$work/mine"

# What the build restored serves as the public registry.
cat > "$work/nuget.config" << CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="local" value="$packages" />
    <add key="public" value="$downloaded" />
  </packageSources>
</configuration>
CONFIG

fail() { echo "stranger: $*" >&2; exit 1; }
step() { echo "stranger: $* (${SECONDS} s)"; SECONDS=0; }
contents() { (cd "$1" && find . -type f -printf '%p %s %T@\n' | sort); }

SECONDS=0
cd "$work/empty"
dotnet tool install rewardlab --tool-path "$work/tools" --configfile "$work/nuget.config" > /dev/null
before=$(contents "$work/tools")
step "tool installed, $(du -sm "$work/tools" | cut -f 1) MB from $(du -cm "$packages"/rewardlab.*nupkg | tail -n 1 | cut -f 1) MB"

rewardlab --version
rewardlab plugins list > "$work/log"
grep -q ' active ' "$work/log" || fail "no plugin of the tool is active"
if grep -q ' untrusted ' "$work/log"; then fail "a plugin of the tool is not trusted: $(cat "$work/log")"; fi
rewardlab recipes show recipes/01-quickstart.csx > /dev/null
rewardlab --quiet run quickstart > quickstart.txt
grep -q 'TextNorm(clip)' quickstart.txt || fail "the quickstart printed no table"
[ "$(ls -A | sort | tr '\n' ' ')" = "quickstart.txt runs " ] || fail "the quickstart left more than its run: $(ls -A)"
ls runs/*/report.html > /dev/null
step "quickstart run"

cd "$work/mine"
cp "$work/nuget.config" .
dotnet new install "$packages"/RewardLab.Templates.*.nupkg > /dev/null
for kind in reward prompts ensemble images optimizer; do
  name=Acme.My${kind^}
  dotnet new "rewardlab-$kind" -n "$name" > /dev/null
  rewardlab plugins new "$name" --kind "$kind" --out "$work/other/$name" > "$work/steps"
  diff -r -I '<RewardLabFolder' "$name" "$work/other/$name" || fail "the two templates of $kind differ"
done
step "plugins written from templates"

# As each README says; one whose image model can be trained would also reference Torch.
sed -i 's|^  <ItemGroup Condition=.*== .*>|&\n    <PackageReference Include="RewardLab.Torch" Version="*" ExcludeAssets="runtime" />|' Acme.MyImages/*.csproj
echo 'internal interface IUsesTorch : RewardLab.Torch.Pipelines.ITrainableImageModel;' > Acme.MyImages/UsesTorch.cs
for kind in reward prompts ensemble images optimizer; do
  id=acme.my-$kind
  cd "$work/mine/Acme.My${kind^}"
  eval "$(sed -n 's/^    \(dotnet publish .*\)/\1/p' README.md)" > "$work/log" || fail "$id is not built: $(cat "$work/log")"
  shown=$(rewardlab plugins trust "$id" 2>&1 < /dev/null || true)
  eval "$(sed -n 's/^    \(rewardlab plugins trust .*\)/\1/p' README.md) --yes $(sed -n 's/^SHA-256 *\([0-9a-f]*\).*/\1/p' <<< "$shown")" > /dev/null
  eval "$(sed -n 's/^    \(rewardlab plugins show .*\)/\1/p' README.md)" > "$work/log"
  grep -q active "$work/log" || fail "$id is not active: $(cat "$work/log")"
  [ ! -e "$work/plugins/$id/TorchSharp.dll" ] && [ ! -e "$work/plugins/$id/RewardLab.Abstractions.dll" ] || fail "$id brings what the program has"
done
step "plugins built, trusted and loaded"

# The steps that 'plugins new' prints, for a plugin that takes its contracts from the tool's folder.
rm -rf "$work/plugins/acme.my-optimizer"
eval "$(sed -n 's/^  \(dotnet publish .*\)/\1/p' "$work/steps")" > "$work/log" || fail "plugins new printed what does not work: $(cat "$work/log")"
rewardlab plugins list > "$work/log"
grep -q '^acme.my-optimizer .*untrusted' "$work/log" || fail "the plugin of 'plugins new' is not found"
step "plugin of 'plugins new' built"

# As somebody gets it who is given the package alone.
cd "$work/mine/Acme.MyEnsemble"
dotnet pack -c Release -o "$work/given" > "$work/log" || fail "the plugin cannot be packed: $(cat "$work/log")"
rewardlab plugins uninstall acme.my-ensemble --yes > /dev/null
rewardlab plugins install "$work"/given/Acme.MyEnsemble.*.nupkg > /dev/null
rewardlab plugins list > "$work/log"
grep -q '^acme.my-ensemble .*untrusted' "$work/log" || fail "the installed plugin is not listed as untrusted: $(cat "$work/log")"
step "plugin packed, uninstalled and installed from its package"

mkdir "$work/mine/recipes"
cd "$work/mine/recipes"
dotnet new rewardlab-recipe -n my-recipe > /dev/null
sed -i 's/"toybox-clip"/"acme-my-reward"/' my-recipe.csx
cd "$work/mine"
rewardlab --quiet run my-recipe > table.txt
grep -q '^three cats ' table.txt || fail "the recipe printed no table: $(cat table.txt)"
cat table.txt
[ "$(contents "$work/tools")" = "$before" ] || fail "the tool's folder was written to"
step "recipe run with the plugin"

# The same recipe as a program of one file, with a package of its own, which the SDK compiles and the tool runs.
cd "$work/mine"
{ printf '#:package RewardLab.Recipes@*\n#:property PublishAot=false\n'; cat recipes/my-recipe.csx; } > program.cs
dotnet run program.cs -- --quiet > program.txt || fail "the program did not run: $(cat program.txt)"
same() { diff <(sed -E '/^Run /d' table.txt) <(sed -E '/^Run /d' program.txt) && diff -r -x run.yaml -x events.jsonl -x 'report.*' "$@"; }
same runs/*-my-recipe-* runs/*-program-* > "$work/log" || fail "script and program differ: $(cat "$work/log")"
dotnet run program.cs -- --set nonsense=1 > "$work/log" 2>&1 && fail "a wrong parameter was taken"
[ $? = 2 ] && grep -q nonsense "$work/log" || fail "the program's own exit code is lost: $(cat "$work/log")"
REWARDLAB_PROGRAM=$work/none dotnet run program.cs > "$work/log" 2>&1 && fail "a program that is not there was run"
[ $? = 127 ] && grep -q "REWARDLAB_PROGRAM names '$work/none', which is no file" "$work/log" || fail "no word of the missing program: $(cat "$work/log")"
rewardlab recipes new second.cs > /dev/null
dotnet run second.cs -- --quiet --set n=8 > "$work/log" || fail "the program of 'recipes new' did not run: $(cat "$work/log")"
step "recipe run as a program: the same table, images and scores"
