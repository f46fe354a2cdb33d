// A reward, its calibration by TextNorm and the ground truth on a few generated images: a small experiment to begin with.
// Run:  rewardlab run RecipeName.csx --set imagesPerPrompt=32

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 16, "images per prompt", min: 2, max: 1024);

string[] prompts = ["two apples", "three cats", "a cat and a ball"];
var pools = Lab.Generate(Lab.ImageModel("toybox"), prompts, imagesPerPrompt);

// 'rewardlab plugins list' names every reward, those of your plugins too.
var reward = Lab.Reward("toybox-clip");
var calibrated = Lab.TextNorm(reward, "rules");
var groundTruth = Lab.Reward("toybox-truth");

Lab.Table(
    "mean scores",
    ["prompt", "reward", "TextNorm of it", "correct"],
    pools.Select(pool => new object?[]
    {
        pool.Prompt, reward.Score(pool).Average(), calibrated.Score(pool).Average(), groundTruth.Score(pool).Average(),
    }));
