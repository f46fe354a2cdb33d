// Toybox images that are generated once and used again. For recipes that #load it.

using RewardLab.Runs.Files;
using RewardLab.Runs.Images;

// Generates images, or reads those of an earlier run of a recipe that generated images of the same prompts, in the same order, from its folder "images".
// - from: that folder, such as runs/20261124-.../images; empty to generate them.
// - skip: prompts of that run that come before these.
IReadOnlyList<ImagePool> Images(IReadOnlyList<string> prompts, int imagesPerPrompt, string from, int skip = 0)
{
    if (from.Length == 0)
    {
        return Lab.Generate(Lab.ImageModel("toybox"), prompts, imagesPerPrompt);
    }

    var pools = new List<ImagePool>();
    foreach (var (index, prompt) in prompts.Index())
    {
        var folder = Path.Combine(from, $"{skip + index:D3}-{SafeName.From(prompt)}");
        var files = Enumerable.Range(0, imagesPerPrompt).Select(i => Path.Combine(folder, $"{i:D3}.png")).ToArray();
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            throw new RewardLabException($"'{missing}' is missing: {from} is not a folder of at least {imagesPerPrompt} images of each of these prompts.");
        }

        pools.Add(new ImagePool(prompt, ImageFiles.Read(files), files));
    }

    return pools;
}
