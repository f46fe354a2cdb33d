// Rewards whose weak spot is known: rewards of Toybox, calibrations and ensembles of them, and hacks that are planted. For recipes that #load it.

// Mean brightness, the prompt ignored: 0 for black, 1 for white.
RecipeReward BrightnessHack() => Lab.Reward("brightness", (image, _) => image.Mean((r, g, b) => ((0.299 * r) + (0.587 * g) + (0.114 * b)) / 255));

// Mean colourfulness, the prompt ignored: 0 for greys, 1 for pure colours.
RecipeReward ColourHack() => Lab.Reward(
    "colourfulness", (image, _) => image.Mean((r, g, b) => (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b))) / 255.0));

// Mean warmth, the prompt ignored: red less blue, -1 to 1.
RecipeReward WarmthHack() => Lab.Reward("warmth", (image, _) => image.Mean((r, _, b) => (r - b) / 255.0));

// A reward by its short name.
RecipeReward SubjectReward(string name) => name switch
{
    "clip" or "blip2" or "imagereward" or "pickscore" => Lab.Reward("toybox-" + name).Named(name),
    "textnorm" => Lab.Mean(Calibrated("imagereward"), Calibrated("pickscore")).Named(name),
    "textnorm-four" => Lab.Mean(Calibrated("clip"), Calibrated("blip2"), Calibrated("imagereward"), Calibrated("pickscore")).Named(name),
    "brightness" => BrightnessHack(),
    "colourfulness" => ColourHack(),
    "warmth" => WarmthHack(),
    "compressibility" => Lab.Reward("jpeg-compressibility").Named(name),
    _ => throw new RewardLabException(
        $"'{name}' is not one of clip, blip2, imagereward, pickscore, textnorm, textnorm-four, brightness, colourfulness, warmth, compressibility."),
};

RecipeReward Calibrated(string name) => Lab.TextNorm(Lab.Reward("toybox-" + name), "rules");
