// Trains a reward on people's choices between pictures, as ImageReward and PickScore were trained: what a lab does with preferences of its own.
// Needs: about two minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/03-train-reward.csx
// As it stands it draws Toybox pictures, lets simulated people choose, and tunes the reward that learned from captions alone.
// With choices of yours, and a real checkpoint:
//   ... run recipes/03-train-reward.csx --set choices=choices.jsonl --set model=imagereward --set learningRate=1e-5 --set frozenShare=0.7 --set negativesWeight=0
// choices.jsonl has a line for each choice, {"prompt": "two cats", "first": "a.png", "second": "b.png", "preferred": "first"} ("second", "tie"),
// or a ranking as ImageRewardDB has it, {"prompt": ..., "generations": ["a.png", ...], "ranking": [1, ...]}; pictures are looked for beside it.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/choices.csx"

var choices = Lab.Param("choices", "", "a file of choices; empty draws Toybox pictures and lets simulated people choose");
var model = Lab.Param("model", "rewardlab.toybox:weights/clip", "what to begin with: a model by id, or a folder; CLIP, ImageReward or BLIP-2");
var name = Lab.Param("name", "reward", "name of the trained reward, its folder under the run's weights");
var stepCount = Lab.Param("stepCount", 600, "most optimizer steps", min: 1);
var batchSize = Lab.Param("batchSize", 48, "choices a step", min: 1);
var microBatchSize = Lab.Param("microBatchSize", 0, "choices computed at once, 0 for all of a step; memory goes by it", min: 0);
var learningRate = Lab.Param("learningRate", 0.0002, "AdamW's learning rate at its peak; ImageReward was trained with 1e-5, PickScore with 3e-6", min: 0.000000001, max: 1);
var frozenShare = Lab.Param("frozenShare", 0.0, "share of each tower's blocks that does not learn; 0.7 in ImageReward", min: 0, max: 1);
var ties = Lab.Param("ties", "half", "what ties are: half a win for each picture (PickScore), or left out (ImageReward)", ["half", "skip"]);
var negativesWeight = Lab.Param("negativesWeight", 0.1, "weight of each picture finding its prompt among the batch's; 0 trains on choices alone", min: 0, max: 100);
var patience = Lab.Param("patience", 5, "looks at the validation prompts that may find nothing better before training stops; 0 for never", min: 0);
var imageReading = Lab.Param("imageReading", "shown", "how pictures are read: as people see them, or as the rewards' Python originals read them", ["shown", "reference"]);
var picturesPerPrompt = Lab.Param("picturesPerPrompt", 12, "Toybox pictures a prompt", min: 2, max: 1024);
var choicesPerPrompt = Lab.Param("choicesPerPrompt", 60, "simulated choices a prompt", min: 1);
var tieWeight = Lab.Param("tieWeight", 0.5, "how readily simulated people call a tie; 0 for never", min: 0, max: 100);

if (choices.Length == 0)
{
    string[] prompts = [.. CountingPrompts(), .. CompositionPrompts()];
    choices = WriteChoices(Lab.Generate(Lab.Images("toybox"), prompts, picturesPerPrompt), Lab.Reward("toybox-chooser"), choicesPerPrompt, tieWeight);
}

Lab.Optimizer("train-reward", new
{
    model, choices, name, stepCount, batchSize, microBatchSize, learningRate, frozenShare, ties, negativesWeight, patience, imageReading,
    evaluationInterval = 50, validationShare = 0.15, testShare = 0.15, averageDecay = 0.98,
}).Run();

Lab.Log($"The reward lies in {Path.Combine(Lab.Run.Folder, "weights", name)}: score with it by 'rewardlab score --model FOLDER', or put its folder into a reward's options.");
