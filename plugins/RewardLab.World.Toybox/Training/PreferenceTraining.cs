using RewardLab.Abstractions;
using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Tensors;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Training;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.World.Toybox.Training;

/// <summary>Tunes the caption reward on choices between pictures that the image model drew, and writes it to "weights/preference" of the run.</summary>
/// <remarks>
/// Loss: the cross-entropy of the choice under a softmax over the two scores (Kirstain et al., NeurIPS 2023, equation 1, without ties), and
/// beside it that of each preferred picture finding its prompt among the batch's (an option of their training code). Choices alone compare
/// pictures of one prompt: nothing then holds the scores of different prompts comparable, and that is what contrastive prompts rest on.
/// The simulated chooser is swayed by appeal, which has nothing to do with the prompt: that is the part of the reward that contrastive
/// prompts can cancel.
/// </remarks>
internal sealed class PreferenceTraining(PreferenceTrainingOptions options, string pluginFolder) : IOptimizer
{
    public string Name => "Toybox preference reward training";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var images = context.Model ?? throw new RewardLabException("toybox-train-preference needs an image model: give it Lab.Images(\"toybox\").");
        var run = context.Run;
        var seeds = SeedStream.Of(run.Seed, "toybox-preference");
        var prompts = context.Prompts.Count > 0 ? context.Prompts : ToyPrompts.All;
        var pool = ChoicePool.Draw(images, prompts, options, seeds, run, cancellationToken);
        var start = options.Start.Length > 0 ? options.Start : Path.Combine(pluginFolder, "weights", "caption");
        using var model = ClipFolder.Read(start);
        FreezeText(model);
        var tokenizer = ClipTokenizer.FromFolder(start);
        var preprocessor = ClipFolder.Preprocessor(start);
        var steps = seeds.Child("steps");
        EmitMeasures(run, "before", model, tokenizer, preprocessor, pool, prompts);
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["clip"] = model },
            new TrainingLoopOptions
            {
                Stage = "preference reward",
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(50, options.StepCount / 10),
                AverageDecay = 0.995,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = 1e-2 },
            },
            run);
        loop.Run(step => Loss(model, tokenizer, preprocessor, pool, new ToyRandom(steps[step])), cancellationToken);
        EmitMeasures(run, "after", model, tokenizer, preprocessor, pool, prompts);
        ClipFolder.Write(model, start, Path.Combine(run.Folder, "weights", "preference"));
    }

    private void FreezeText(ClipModel model)
    {
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!options.TrainText && name.StartsWith("text_", StringComparison.Ordinal))
            {
                parameter.requires_grad = false;
            }
        }
    }

    private static void EmitMeasures(
        IRun run, string moment, ClipModel model, ClipTokenizer tokenizer, ImagePreprocessor preprocessor, ChoicePool pool, IReadOnlyList<string> prompts)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var texts = ClipModel.Normalized(model.EncodeText(tokenizer.EncodePadded(prompts).IdsTensor())); // [prompts, projection]
        if (pool.Measure(Score) is not { } measures)
        {
            return;
        }

        run.Emit("training.heldout", new Dictionary<string, object?>
        {
            ["moment"] = moment,
            ["agreement"] = measures.Agreement,
            ["ceiling"] = measures.Ceiling,
            ["recognition"] = measures.Recognition,
        });
        run.Log($"held-out prompts, {moment} training: chooses as people do {measures.Agreement:P1} of the time (at best {measures.Ceiling:P1}), knows the prompt of {measures.Recognition:P1} of true pictures");

        float[][] Score(int[] pictures)
        {
            using var inner = NewDisposeScope();
            var images = ClipModel.Normalized(model.EncodeImage(preprocessor.Preprocess(pool.Pictures.Select(pictures)))); // [pictures, projection]
            return [.. images.matmul(texts.t()).data<float>().ToArray().Chunk(prompts.Count)];
        }
    }

    private Tensor Loss(ClipModel model, ClipTokenizer tokenizer, ImagePreprocessor preprocessor, ChoicePool pool, ToyRandom random)
    {
        var choices = Enumerable.Range(0, options.BatchSize).Select(_ => pool.Choose(random)).ToArray();
        string[] prompts = [.. choices.Select(c => c.Prompt)];
        var text = ClipModel.Normalized(model.EncodeText(tokenizer.EncodePadded(prompts).IdsTensor())); // [pairs, projection]
        var chosen = ClipModel.Normalized(model.EncodeImage(preprocessor.Preprocess(pool.Pictures.Select([.. choices.Select(c => c.Preferred)]))));
        var other = ClipModel.Normalized(model.EncodeImage(preprocessor.Preprocess(pool.Pictures.Select([.. choices.Select(c => c.Other)]))));
        var margin = ((chosen - other) * text).sum(1) * model.LogitScale.exp(); // [pairs]
        var choice = nn.functional.logsigmoid(margin).mean().Times(-1);
        return options.NegativesWeight == 0
            ? choice
            : choice.PlusScaled(NegativesLoss(chosen.matmul(text.t()) * model.LogitScale.exp(), prompts), options.NegativesWeight);
    }

    /// <summary>The cross-entropy of each preferred picture finding its prompt among the batch's.</summary>
    private static Tensor NegativesLoss(Tensor logits, string[] prompts) =>
        (nn.functional.log_softmax(logits, 1) * EqualTexts.Targets(prompts)).sum().Times(-1.0 / prompts.Length);
}
