namespace RewardLab.Hosting.Composing;

/// <summary>The keys of an experiment's file.</summary>
internal static class ExperimentKeys
{
    public const string Model = "model";
    public const string Prompts = "prompts";
    public const string ImagesPerPrompt = "imagesPerPrompt";
    public const string Reward = "reward";
    public const string Optimizer = "optimizer";
    public const string Judges = "judges";
    public const string Id = "id";

    public static readonly IReadOnlyList<string> All = [Model, Prompts, ImagesPerPrompt, Reward, Optimizer, Judges];
}
