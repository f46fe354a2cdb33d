using RewardLab.Abstractions;
using RewardLab.World.Toybox.Annotation;
using RewardLab.World.Toybox.Inspection;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Training;

/// <summary>Pictures of an image model with what people would think of them; some prompts are held out from training.</summary>
internal sealed class ChoicePool
{
    private readonly int _picturesPerPrompt;
    private readonly IReadOnlyList<string> _prompts;
    private readonly double[] _utilities;
    private readonly bool[] _isTrue;
    private readonly int[] _trained;
    private readonly int[] _heldOut;

    /// <summary>Judges pictures that are drawn already.</summary>
    /// <param name="pictures">Prompt by prompt, as many of each.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="options">What sways the judge, and how many prompts are held out.</param>
    /// <param name="seeds">Chooses the prompts to hold out.</param>
    /// <param name="cancellationToken">Asked between pictures.</param>
    public ChoicePool(ImageBatch pictures, IReadOnlyList<string> prompts, PreferenceTrainingOptions options, SeedStream seeds, CancellationToken cancellationToken)
    {
        Pictures = pictures;
        _prompts = prompts;
        _picturesPerPrompt = pictures.Count / prompts.Count;
        var judge = new PreferenceJudge(new PreferenceOptions { AppealWeight = options.AppealWeight });
        var inspections = Inspector.Inspect(pictures, cancellationToken);
        var parsed = prompts.Select(ToyPrompt.Parse).ToArray();
        _utilities = [.. inspections.Select((inspection, i) => judge.Utility(pictures[i], inspection, parsed[i / _picturesPerPrompt]))];
        _isTrue = [.. inspections.Select((inspection, i) => inspection.IsTrue(parsed[i / _picturesPerPrompt]))];
        var shuffled = Enumerable.Range(0, prompts.Count).OrderBy(i => seeds[i]).ToArray();
        var heldOut = Math.Min((int)Math.Round(options.HeldOutShare * prompts.Count), prompts.Count - 1);
        _heldOut = shuffled[..heldOut];
        _trained = shuffled[heldOut..];
    }

    /// <summary>All pictures, prompt by prompt.</summary>
    public ImageBatch Pictures { get; }

    public static ChoicePool Draw(
        IImageModel model, IReadOnlyList<string> prompts, PreferenceTrainingOptions options, SeedStream seeds, IRun run, CancellationToken cancellationToken)
    {
        var pictures = seeds.Child("pictures");
        var requests = prompts.SelectMany(p => Enumerable.Range(0, options.PicturesPerPrompt).Select(i => new ImageRequest(p, pictures.Child(p)[i]))).ToArray();
        return new ChoicePool(
            model.Generate(requests, new StageProgress(run, "drawing", requests.Length), cancellationToken), prompts, options, seeds.Child("held-out"), cancellationToken);
    }

    /// <summary>Draws a prompt that is not held out and two of its pictures, and lets the judge choose.</summary>
    public (string Prompt, int Preferred, int Other) Choose(ToyRandom random)
    {
        var prompt = random.Choose(_trained);
        var first = random.Next(_picturesPerPrompt);
        var second = (first + 1 + random.Next(_picturesPerPrompt - 1)) % _picturesPerPrompt;
        var (a, b) = ((prompt * _picturesPerPrompt) + first, (prompt * _picturesPerPrompt) + second);
        return random.NextBool(PreferenceJudge.ProbabilityOfFirst(_utilities[a], _utilities[b])) ? (_prompts[prompt], a, b) : (_prompts[prompt], b, a);
    }

    /// <summary>Measures a reward on the held-out prompts.</summary>
    /// <param name="score">Scores some pictures, given by their indices, against every prompt: [pictures][prompts].</param>
    /// <returns>Null where no prompt is held out.</returns>
    public HeldOutMeasures? Measure(Func<int[], float[][]> score)
    {
        var (agreement, ceiling, pairs) = (0.0, 0.0, 0);
        var (recognised, truths) = (0, 0);
        foreach (var prompt in _heldOut)
        {
            var pictures = Enumerable.Range(prompt * _picturesPerPrompt, _picturesPerPrompt).ToArray();
            var scores = score(pictures);
            for (var i = 0; i < pictures.Length; i++)
            {
                truths += _isTrue[pictures[i]] ? 1 : 0;
                recognised += _isTrue[pictures[i]] && scores[i][prompt] >= scores[i].Max() ? 1 : 0;
                for (var j = i + 1; j < pictures.Length; j++)
                {
                    var first = PreferenceJudge.ProbabilityOfFirst(_utilities[pictures[i]], _utilities[pictures[j]]);
                    var lead = scores[i][prompt] - scores[j][prompt];
                    agreement += lead == 0 ? 0.5 : lead > 0 ? first : 1 - first;
                    ceiling += Math.Max(first, 1 - first);
                    pairs++;
                }
            }
        }

        return pairs == 0 ? null : new HeldOutMeasures(agreement / pairs, ceiling / pairs, recognised / (double)Math.Max(1, truths));
    }

    private sealed class StageProgress(IRun run, string stage, long total) : IProgress<int>
    {
        public void Report(int value) => run.ReportProgress(stage, value, total);
    }
}
