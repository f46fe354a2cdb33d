// What the recipes of fine-tuning and of best-of-n take alike: an image model, prompts and a reward. For recipes that #load it.

#load "textnorm.csx"
#load "toybox-prompts.csx"

var model = Lab.Param("model", "toybox", "toybox, or a Stable Diffusion: a repository in the hub's cache, a folder, or one file");
var precision = Lab.Param("precision", "float32", "type that a Stable Diffusion computes in", ["float32", "bf16", "fp16"]);
var device = Lab.Param("device", "auto", "where to compute: auto, cpu, cuda, cuda:1, mps");
var promptFile = Lab.Param("promptFile", "", "a file of prompts, one per line, or a table with a column prompt; empty for some of Toybox's");
var promptCount = Lab.Param("promptCount", 0, "prompts at most, the first of the file; 0 for all of them", min: 0, max: 10000);
var tia2 = Lab.Param("tia2", "", "TIA2's folder, as 'data get tia2' makes it: takes the prompts of the paper's experiment; a promptFile goes before it");
var promptSet = Lab.Param("promptSet", "counting", "which of TIA2's sets, and which reward of rewardPreset", ["counting", "composition", "comprehensive"]);
var rewardPreset = Lab.Param(
    "rewardPreset", "", "a preset of rewards, such as recipes/presets/rewards/paper.yaml, to take as textnorm; it goes before scale, tau and lambda");
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the rewards; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between TextNorm's rewards", min: 0, max: 100);

bool IsToybox() => model == "toybox";

// The model as it is, or with a LoRA and told how to generate.
IImageModel OpenModel(string lora = "", int numInferenceSteps = 50, double guidanceScale = 5, double eta = 0) => IsToybox()
    ? Lab.ImageModel("toybox", new { device, lora, numInferenceSteps, guidanceScale, eta })
    : Lab.ImageModel("stable-diffusion", new { model, precision, device, lora, numInferenceSteps, guidanceScale, eta });

// The prompts of a file where one is given; else those of the paper's experiment ("fine-tuning" or "best-of-n") where TIA2's folder is; else Toybox's.
string[] ExperimentPrompts(string experiment, string[] toybox)
{
    if (promptFile.Length > 0)
    {
        return [.. Lab.Load.Prompts(promptFile, promptCount)];
    }

    if (tia2.Length > 0)
    {
        var prompts = Lab.Load.Tia2Prompts(tia2, promptSet, experiment);
        Lab.Log(
            $"Prompts: the {prompts.Count} of the paper's {experiment} on {promptSet} "
            + $"prompts{(promptCount > 0 && promptCount < prompts.Count ? $", of which the first {promptCount}" : "")}.");
        return [.. prompts.Take(promptCount > 0 ? promptCount : prompts.Count)];
    }

    return IsToybox() ? toybox
        : throw new RewardLabException(
            "promptFile: a model other than toybox needs a file of prompts, one per line; "
            + "or name with tia2 the folder that 'data get tia2' makes, for the paper's.");
}

// Toys of two kinds, three or four in all: what Toybox's base gets right every other time, so that there is something to gain. Eight where no count is given.
string[] FineTuningPrompts() => ExperimentPrompts(
    "fine-tuning", [.. CompositionPrompts().Where((_, i) => i % 3 > 0).Where((_, i) => i % 4 == 1).Take(promptCount > 0 ? promptCount : 8)]);

// A reward of the paper's four, uncalibrated; or one of DDPO's, which depend on the image alone and are the same for every model.
RecipeReward RawReward(string id) => id switch
{
    "clip" or "blip2" or "imagereward" or "pickscore" => Lab.Reward(IsToybox() ? "toybox-" + id : id).Named(id),
    "aesthetic" or "jpeg-compressibility" or "jpeg-incompressibility" => Lab.Reward(id),
    _ => throw new RewardLabException(
        $"'{id}' is not one of the rewards that a model can be fine-tuned with here: clip, blip2, imagereward, pickscore, and textnorm of these; "
        + "aesthetic, jpeg-compressibility, jpeg-incompressibility."),
};

RecipeReward Normalised(RecipeReward raw) => Lab.TextNorm(raw, IsToybox() ? "rules" : "auto", Given(tau), Given(scale));

// A raw reward, or "textnorm": the preset's reward where one is named, else the members, each calibrated, and their ensemble.
RecipeReward ProxyReward(string name, string members)
{
    if (name != "textnorm")
    {
        return RawReward(name);
    }

    if (rewardPreset.Length > 0)
    {
        return PresetReward();
    }

    RecipeReward[] calibrated = [.. Names(members).Select(member => Normalised(RawReward(member)))];
    return (calibrated.Length == 1 ? calibrated[0] : Lab.Uncertainty(lambda, calibrated)).Named("textnorm");
}

// With TIA2's folder its own contrastive prompts are taken, as the authors did, in place of the preset's generators.
RecipeReward PresetReward()
{
    var preset = Lab.Load.RewardPreset(rewardPreset, promptSet);
    return (tia2.Length > 0
        ? Lab.Reward(
            WithPrompts(preset.Node, Lab.PromptGenerator("file", new { path = Path.Combine(tia2, "prompts", $"prompt_set_{promptSet}.json") }).Reference))
        : preset).Named("textnorm");
}

RewardNode WithPrompts(RewardNode node, ComponentReference generator) => node switch
{
    TextNormNode textNorm => textNorm with { Inner = WithPrompts(textNorm.Inner, generator), Generator = generator },
    EnsembleNode ensemble => ensemble with { Members = [.. ensemble.Members.Select(member => WithPrompts(member, generator))] },
    _ => node,
};

// What titles call the reward that is optimised: of TextNorm they say which it is.
string RewardTitle(string proxy) => proxy != "textnorm" ? proxy
    : rewardPreset.Length > 0 ? $"textnorm of {Path.GetFileName(rewardPreset)}"
    : $"textnorm ({new TextNormOptions { Tau = Given(tau), Scale = Given(scale) }.Describe()})";

// Held-out rewards, which are never optimised: the ground truth where it is known, and clip and blip2 where neither is what is optimised nor part of it.
RecipeReward[] HeldOutRewards(string proxy, string members)
{
    var others = new[] { "clip", "blip2" }.Except(proxy == "textnorm" ? Names(members) : [proxy]).Select(RawReward);
    return IsToybox() ? [Lab.Reward("toybox-truth").Named("truth"), Lab.Reward("toybox-fidelity").Named("fidelity"), .. others] : [.. others];
}

string[] Names(string list) => [.. list.Split(',').Select(name => name.Trim())];
