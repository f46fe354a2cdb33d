namespace RewardLab.Hosting.Experiments;

/// <summary>The keys of an experiment's file.</summary>
internal static class ExperimentKeys
{
    public const string Model = ExperimentPlace.Model;
    public const string Prompts = ExperimentPlace.Prompts;
    public const string ImagesPerPrompt = "imagesPerPrompt";
    public const string Reward = ExperimentPlace.Reward;
    public const string Optimizer = ExperimentPlace.Optimizer;
    public const string HeldOut = ExperimentPlace.HeldOut;
    public const string Id = "id";

    public static readonly IReadOnlyList<string> All = [Model, Prompts, ImagesPerPrompt, Reward, Optimizer, HeldOut];
}
