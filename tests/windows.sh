#!/usr/bin/env bash
# The Windows build, used as a user does, under Wine: published for win-x64 with its own .NET and libtorch. Wine keeps Windows' rules for open files, paths,
# names and case; it says nothing of CUDA.
# usage: tests/windows.sh [--short | --tests] [OUT]    OUT keeps what is published and its log, and is used again; otherwise a temporary folder is
#   --short  doctor, the quickstart, a fine-tuning that is killed and resumed: what .ci/run does
#   --tests  those test projects, too, that need no Linux tool
set -uo pipefail
what=all
case "${1:-}" in --short | --tests) what=${1#--}; shift ;; esac
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
repository=$PWD
if ! command -v wine > /dev/null; then
  echo "windows: skipped, because wine is not installed (Debian: wine and wine64)"
  exit 0
fi

work=$(mktemp -d)
out=$(realpath -m "${1:-$work/out}")
mkdir -p "$out" "$work/project"
export WINEPREFIX=$work/wine WINEDEBUG=-all DISPLAY=
# Wine 8 lacks a call that Intel's OpenMP makes, and its memory protection is not what .NET's needs.
export KMP_AFFINITY=disabled DOTNET_EnableWriteXorExecute=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export REWARDLAB_HOME="Z:${work//\//\\}\\settings" REWARDLAB_PLUGINS="Z:${work//\//\\}\\plugins" REWARDLAB_CACHE="Z:${work//\//\\}\\cache"
unset REWARDLAB_RUNS
trap 'wineserver -k; rm -rf "$work"' EXIT

failures=0
step() { echo "windows: $* (${SECONDS} s)"; SECONDS=0; }
fail() { echo "windows: FAILED: $*"; failures=$((failures + 1)); }
finish() {
  [ "$failures" -eq 0 ] && { echo "windows: all went well"; exit 0; }
  echo "windows: $failures failed"
  exit 1
}

# The first calls of a method by reflection go through native code, and an exception that crosses it (each test that is skipped or fails, too) leaves the
# thread of Wine 8 with a handler that is gone: the next exception of the JIT's ends the process, or the thread alone ("SuspendThread failed with error 5").
# Calls through emitted code cross none. Wine 10 has no such fault.
suit() { sed -i 's/"configProperties": {/&\n      "Switch.System.Reflection.ForceEmitInvoke": true,/' "$1.runtimeconfig.json"; }

# A command of the program; what it prints goes to the log and to $work/log. The limit is for one that hangs.
rewardlab() {
  timeout -k 5 "${limit:-600}" wine "$out/rewardlab/rewardlab.exe" "$@" > "$work/log" 2>&1
  local status=$?
  { echo "> rewardlab $*"; tr -d '\r' < "$work/log"; echo "exit $status"; } >> "$out/windows.log"
  return "$status"
}
printed() { tr -d '\r' < "$work/log" | grep -q -- "$1"; }

SECONDS=0
: > "$out/windows.log"
dotnet publish src/RewardLab -c Release -r win-x64 --self-contained -o "$out/rewardlab" -v q --nologo > "$work/log" 2>&1 \
  || { cat "$work/log"; fail "publish"; finish; }
suit "$out/rewardlab/rewardlab"
step "published, $(du -sm "$out/rewardlab" | cut -f 1) MB"
wine64 wineboot -i > /dev/null 2>&1
wine reg add 'HKCU\Software\Wine' /v Version /d win10 /f > /dev/null 2>&1 || { fail "wine does not start"; finish; }
step "wine started"

cd "$work/project" || exit 1
rewardlab doctor || fail "doctor: $(cat "$work/log")"
printed 'works on this machine' && ! printed 'libstdc++' || fail "doctor's words do not fit Windows: $(cat "$work/log")"
step "doctor"

rewardlab run quickstart --set imagesPerPrompt=25 || fail "the quickstart: $(tail -n 5 "$work/log")"
printed 'TextNorm(clip)' && printed 'report in runs\\' || fail "the quickstart printed no table, or a path that is none on Windows"
ls runs/*/report.html > /dev/null || fail "the quickstart left no report"
quickstart=$(basename "$(ls -d runs/*quickstart*)")
step "quickstart with 25 images a prompt"

# Killed once it has a checkpoint, and resumed: the same adapter and the same events as one that is left alone.
train() { rewardlab run recipes/10-ddpo.csx --preset smoke --set ddpo.epochs=4 --runs "$1"; }
train left-alone || fail "DDPO: $(tail -n 5 "$work/log")"
step "DDPO"
train killed &
for _ in $(seq 1200); do
  ls killed/*/checkpoints/* > /dev/null 2>&1 && break
  sleep 0.1
done
pkill -9 -f "rewardlab.exe run .*--runs killed"
wait
[ "$(grep -c '"finetune.finished"' killed/*/events.jsonl)" -eq 0 ] || fail "the training was over before it could be killed"
rewardlab runs resume last --runs killed || fail "resume: $(tail -n 5 "$work/log")"
adapters() { (cd "$1"/*/ && find . -name '*.safetensors' -path '*lora*' | sort | xargs sha256sum); }
[ -n "$(adapters left-alone)" ] && [ "$(adapters left-alone)" = "$(adapters killed)" ] || fail "the resumed training ended in other bytes"
events() { # without what a clock measured
  sed -E 's/"elapsedSeconds":[0-9.]+,//; s/\{"name":"[a-zA-Z]*(Seconds|PerSecond)"[^}]*\}//g' "$1"/*/events.jsonl | grep -v '"kind":"log"'
}
diff <(events left-alone) <(events killed) > "$work/log" || fail "the resumed training told other events: $(cut -c 1-400 "$work/log")"
step "DDPO killed and resumed"

# Ctrl+C in the console that Wine makes of a terminal: the run ends in order.
if command -v tmux > /dev/null; then
  window() { tmux -L "rewardlab-$$" "$@" 2> /dev/null; }
  shows() { for _ in $(seq 1200); do window capture-pane -p -t run | grep -q -- "$1" && return; sleep 0.1; done; return 1; }
  window new-session -d -x 150 -y 40 -s run \
    "wine $out/rewardlab/rewardlab.exe run recipes/10-ddpo.csx --preset smoke --set ddpo.epochs=40 --runs interrupted; echo exit \$?; sleep 60"
  shows '/40' || fail "no progress in a console: $(window capture-pane -p -t run)"
  window send-keys -t run C-c
  shows '^exit' && window capture-pane -p -t run | grep -q '^exit 130' && grep -q '^status: cancelled' interrupted/*/run.yaml \
    || fail "Ctrl+C: $(window capture-pane -p -t run)"
  window kill-server
  step "Ctrl+C"
else
  echo "windows: Ctrl+C is skipped, because tmux is not installed"
fi

[ "$what" = short ] && finish

# Paths as Windows writes them, tables with its line ends, a name that is a device, a folder whose name needs quotes.
cp -r "runs/$quickstart/images/000-two-apples" "my pool"
printf 'two apples\r\nthree apples\r\n' > prompts.txt
rewardlab score --images 'my pool\*.png' --prompts prompts.txt --reward toybox-clip --textnorm rules --csv 'out\scores.csv' || fail "score: $(cat "$work/log")"
[ "$(wc -l < out/scores.csv)" -eq 51 ] || fail "score wrote $(wc -l < out/scores.csv) lines"
grep -q '^my pool\\000.png,two apples,' out/scores.csv || fail "score wrote other names: $(head -n 2 out/scores.csv)"
rewardlab score --images 'MY POOL\000.PNG' --prompt 'two apples' --reward toybox-clip --csv 'con.csv' && fail "a table was written to the console's device"
printed 'name of a device on Windows' || fail "the refusal of con.csv does not say why: $(cat "$work/log")"
step "score"

rewardlab bench run "runs\\$quickstart" && fail "bench run judged a run without labels"
printf 'image,prompt,label\r\n' > labels.csv
for i in $(seq 0 9); do printf 'my pool\\%03d.png,two apples,%d\r\n' "$i" "$((i % 2))"; done >> labels.csv
rewardlab bench run labels.csv --reward toybox-clip --json || fail "bench: $(cat "$work/log")"
step "bench"

# People label by HTTP; the process ends as at a loss of power.
wine "$out/rewardlab/rewardlab.exe" label "runs\\$quickstart" --only 4 --annotators-each 1 --port 0 > label.log 2>&1 &
for _ in $(seq 600); do
  grep -q 'Open http' label.log && break
  sleep 0.1
done
url=$(tr -d '\r' < label.log | sed -n 's/^Open \(http[^ ]*\).*/\1/p')
case "$(curl -s -m 20 "$url")" in *RewardLab*) ;; *) fail "the labelling page does not come: $(cat label.log)" ;; esac
post() { curl -s -m 20 -H 'Content-Type: application/json' -d "$2" "$1"; }
page=$url$(post "${url}join" '{"name":"Ada"}' | sed 's/.*"link":"\([^"]*\)".*/\1/')
for _ in 1 2 3; do
  item=$(curl -s -m 20 "${page}next?count=1" | sed 's/.*"items":\[{"id":\([0-9]*\).*/\1/')
  curl -s -m 20 -o image.png "${page}image/$item/0/0" && grep -q PNG image.png || fail "image $item does not come"
  post "${page}answer" "{\"item\":$item,\"answers\":{\"match\":1},\"key\":\"key-of-$item\",\"takenMs\":900}" > answer.txt
  grep -q '"saved":1' answer.txt || fail "an answer is not saved: $(cat answer.txt)"
done
pkill -9 -f 'rewardlab.exe label'
wait
rewardlab study show "runs\\$quickstart\\labels.db" || fail "study show after the loss of power: $(cat "$work/log")"
printed 'Ada *3 ' || fail "the answers of Ada are not all there: $(cat "$work/log")"
step "label: joined, three images answered, killed"

# The root of a drive, a path beyond 260 characters, and a path with \ in quoted YAML.
cp 'my pool/000.png' "$WINEPREFIX/drive_c/root.png"
rewardlab score --images 'C:\*.png' --prompt 'two apples' --reward toybox-clip --csv 'C:\root.csv' || fail "score at the root of a drive: $(cat "$work/log")"
grep -q 'root.png,two apples,' "$WINEPREFIX/drive_c/root.csv" || fail "score at the root of a drive wrote other names: $(cat "$WINEPREFIX/drive_c/root.csv")"
deep=$(printf 'a-folder-with-a-name-of-forty-letters-or/%.0s' 1 2 3 4 5 6 7)
mkdir -p "$deep" && cp 'my pool/000.png' "$deep"
rewardlab score --images "${deep//\//\\}*.png" --prompt 'two apples' --reward toybox-clip --csv "${deep//\//\\}scores.csv" \
  || fail "score in a long path: $(cat "$work/log")"
[ -s "${deep}scores.csv" ] || fail "no table in a long path"
printf 'rewardPreset: "presets\\rewards\\paper.yaml"\n' > quoted.yaml
rewardlab run quickstart --preset quoted.yaml && fail "a preset with an escape that YAML does not know was taken"
printed 'quoted.yaml(1,' || fail "the escape in quoted.yaml is not told with its place: $(cat "$work/log")"
step "drive root, long path, YAML"

# A plugin is built once for all systems.
rewardlab plugins new Acme.MyReward --kind reward --out 'mine\Acme.MyReward' || fail "plugins new: $(cat "$work/log")"
dotnet publish mine/Acme.MyReward -c Release -o "$work/plugins/acme.my-reward" -p:RewardLabFolder="$out/rewardlab" -v q --nologo > "$work/log" 2>&1 \
  || fail "the plugin is not built: $(cat "$work/log")"
rewardlab plugins list
printed 'acme.my-reward .*untrusted' || fail "the plugin is not found, or trusted unasked"
rewardlab plugins trust acme.my-reward
hash=$(tr -d '\r' < "$work/log" | sed -n 's/^SHA-256 *\([0-9a-f]*\).*/\1/p')
rewardlab plugins trust acme.my-reward --yes "$hash" || fail "plugins trust: $(cat "$work/log")"
rewardlab score --images 'my pool\*.png' --prompt 'two apples' --reward acme-my-reward --csv 'out\mine.csv' || fail "the plugin's reward: $(cat "$work/log")"
step "plugin trusted and loaded"

[ "$what" = tests ] || finish
cd "$repository" || exit 1

# Below the repository, where tests look for its files; without symbols, since Wine 8 ends a process that reads them for the place of an exception.
tests=$repository/artifacts/windows-tests
for project in Ensembles.Statistics Prompts.Sets Prompts.Rules Calibration Evaluation Algorithms.BestOfN Runs Reports Studies Rewards.Onnx Rewards.Judges \
  Serving Torch Hosting:Hub; do
  name=RewardLab.${project%:*}.Tests
  part=(); [ "$project" = "${project%:*}" ] || part=(-class "*${project#*:}*")

  # Wine 8 does not know the wildcard that .NET makes of "?.", and finds nothing; Wine 10 does.
  [ "$project" != Runs ] || part=(-method- '*ImageFileNamesTests.Find_Pattern_GivesImagesSorted')
  dotnet publish "tests/$name" -c Release -r win-x64 --self-contained -o "$tests" -p:DebugType=none -v q --nologo > "$work/log" 2>&1 \
    || { fail "$name is not published"; continue; }

  suit "$tests/$name"
  (cd "tests/$name" && timeout -k 5 1500 wine "$tests/$name.exe" -noColor "${part[@]}") > "$work/log" 2>&1
  status=$?
  tr -d '\r' < "$work/log" >> "$out/windows.log"
  [ "$status" -eq 0 ] || fail "$name: $(grep -F '[FAIL]' "$work/log" | head -n 10)"
  step "$(tr -d '\r' < "$work/log" | sed -n 's/^ *\(RewardLab[^ ]* *Total.*\)/\1/p')"
  rm -rf "$tests"
done
finish
