// Trains a reward on preferences between images, as ImageReward and PickScore were trained.
// Needs: about two minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/03-train-reward.csx
// As it stands it generates Toybox images, lets simulated people choose, and tunes the reward that learned from captions alone.
// With preferences of your own, and a real checkpoint (each name after "train-reward." is an option of the algorithm):
//   ... run recipes/03-train-reward.csx --set train-reward.preferences=choices.jsonl --set train-reward.model=imagereward
//       --set train-reward.learningRate=1e-5 --set train-reward.frozenShare=0.7 --set train-reward.negativesWeight=0
// choices.jsonl has a line for each preference, {"prompt": "two cats", "first": "a.png", "second": "b.png", "preferred": "first"} ("second", "tie"),
// or a ranking as ImageRewardDB has it, {"prompt": ..., "generations": ["a.png", ...], "ranking": [1, ...]}; images are found beside it.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/preferences.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 12, "Toybox images per prompt", min: 2, max: 1024);
var choicesPerPrompt = Lab.Param("choicesPerPrompt", 60, "simulated choices per prompt", min: 1);
var tieWeight = Lab.Param("tieWeight", 0.5, "how readily simulated people call a tie; 0 for never", min: 0, max: 100);
Lab.FormerNames(new { picturesPerPrompt = "imagesPerPrompt" });

// Any option of the algorithm: --set train-reward.NAME=VALUE. Its own defaults suit published checkpoints; below: where Toybox differs.
var training = Lab.Options("train-reward", new
{
    model = "rewardlab.toybox:weights/clip", // what to begin with: a model by id, or a folder; CLIP, ImageReward or BLIP-2
    stepCount = 600, // optimizer steps at most
    batchSize = 48, // choices per step
    learningRate = 0.0002, // ImageReward was trained with 1e-5, PickScore with 3e-6
    averageDecay = 0.98, // of the moving average of the weights that is kept
    negativesWeight = 0.1, // of each image finding its prompt among the batch's; 0 trains on choices alone
    validationShare = 0.15, // of the prompts: they choose the weights and the time to stop
    testShare = 0.15, // of the prompts: the accuracy that is reported is theirs
    evaluationInterval = 50, // steps
});

if (training.Get<string>("preferences").Length == 0)
{
    string[] prompts = [.. CountingPrompts(), .. CompositionPrompts()];
    training = training.With(new
    {
        preferences = WriteChoices(
            Lab.Generate(Lab.ImageModel("toybox"), prompts, imagesPerPrompt), Lab.Reward("toybox-preference"), choicesPerPrompt, tieWeight),
    });
}

Lab.Algorithm(training).Run();

Lab.Log(
    $"The reward is in {Path.Combine(Lab.Run.Folder, "weights", training.Get<string>("name"))}: "
    + "score with it by 'rewardlab score --model FOLDER', or put its folder into a reward's options.");
