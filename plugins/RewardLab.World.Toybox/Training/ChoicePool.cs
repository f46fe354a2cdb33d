using RewardLab.Abstractions;
using RewardLab.World.Toybox.Annotation;
using RewardLab.World.Toybox.Inspection;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Training;

/// <summary>Pictures of an image model with what people would think of them.</summary>
internal sealed class ChoicePool
{
    private readonly IReadOnlyList<string> _prompts;
    private readonly int _picturesPerPrompt;
    private readonly double[] _utilities;

    private ChoicePool(IReadOnlyList<string> prompts, int picturesPerPrompt, ImageBatch pictures, double[] utilities)
    {
        _prompts = prompts;
        _picturesPerPrompt = picturesPerPrompt;
        Pictures = pictures;
        _utilities = utilities;
    }

    /// <summary>All pictures, prompt by prompt.</summary>
    public ImageBatch Pictures { get; }

    public static ChoicePool Draw(
        IImageModel model, IReadOnlyList<string> prompts, int picturesPerPrompt, SeedStream seeds, double appealWeight, IRun run, CancellationToken cancellationToken)
    {
        var requests = prompts.SelectMany(p => Enumerable.Range(0, picturesPerPrompt).Select(i => new ImageRequest(p, seeds.Child(p)[i]))).ToArray();
        var pictures = model.Generate(requests, new StageProgress(run, "drawing", requests.Length), cancellationToken);
        var judge = new PreferenceJudge(new PreferenceOptions { AppealWeight = appealWeight });
        var inspections = Inspector.Inspect(pictures, cancellationToken);
        var parsed = prompts.ToDictionary(p => p, ToyPrompt.Parse, StringComparer.Ordinal);
        var utilities = requests.Select((r, i) => judge.Utility(pictures[i], inspections[i], parsed[r.Prompt])).ToArray();
        return new ChoicePool(prompts, picturesPerPrompt, pictures, utilities);
    }

    /// <summary>Draws a prompt and two of its pictures, and lets the judge choose.</summary>
    public (string Prompt, int Preferred, int Other) Choose(ToyRandom random)
    {
        var prompt = random.Next(_prompts.Count);
        var first = random.Next(_picturesPerPrompt);
        var second = (first + 1 + random.Next(_picturesPerPrompt - 1)) % _picturesPerPrompt;
        var (a, b) = ((prompt * _picturesPerPrompt) + first, (prompt * _picturesPerPrompt) + second);
        return random.NextBool(PreferenceJudge.ProbabilityOfFirst(_utilities[a], _utilities[b])) ? (_prompts[prompt], a, b) : (_prompts[prompt], b, a);
    }

    private sealed class StageProgress(IRun run, string stage, long total) : IProgress<int>
    {
        public void Report(int value) => run.ReportProgress(stage, value, total);
    }
}
