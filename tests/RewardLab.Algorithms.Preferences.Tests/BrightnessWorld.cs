using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences.Tests;

/// <summary>A folder with a tiny CLIP, noisy grey images, and people who like the brighter of two.</summary>
internal sealed class BrightnessWorld : IDisposable
{
    public const int ImagesPerPrompt = 8;

    public static readonly string[] Prompts = ["a box", "two boxes", "red box", "red boxes", "a red box", "two red boxes", "box", "boxes", "two", "red"];

    public BrightnessWorld(double tieShare = 0.1)
    {
        random.manual_seed(5);
        Directory.CreateDirectory(Model);
        var vocabulary = ClipBpeVocabularyTrainer.Train(Prompts, 40, minCount: 1);
        vocabulary.WriteTo(Model, maxLength: 10);
        File.WriteAllText(Path.Combine(Model, "config.json"), new ClipConfig
        {
            ProjectionSize = 8,
            Text = new ClipTextConfig
            {
                VocabularySize = vocabulary.Tokens.Count,
                MaxTokenCount = 10,
                EndOfTextId = vocabulary.Tokens["<|endoftext|>"],
                HiddenSize = 16,
                IntermediateSize = 32,
                LayerCount = 2,
                HeadCount = 2,
            },
            Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, HiddenSize = 16, IntermediateSize = 32, LayerCount = 2, HeadCount = 2 },
        }.ToJson());
        using (var fresh = TrainableRewards.Fresh(ModelFolder.Open(Model)))
        {
            fresh.Save(Model);
        }

        for (var i = 0; i < Prompts.Length * ImagesPerPrompt; i++)
        {
            File.WriteAllBytes(Path.Combine(Folder, Image(i)), []);
        }

        Pairs =
        [
            .. from prompt in Enumerable.Range(0, Prompts.Length)
               from a in Enumerable.Range(0, ImagesPerPrompt)
               from b in Enumerable.Range(a + 1, ImagesPerPrompt - a - 1)
               let first = (prompt * ImagesPerPrompt) + a
               let second = (prompt * ImagesPerPrompt) + b
               select new PreferencePair(Prompts[prompt], Image(first), Image(second), Choose(first, second, tieShare)),
        ];
        using var file = File.Create(Preferences);
        PreferenceFile.Write(file, Pairs);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    public string Model => Path.Combine(Folder, "model");

    public string Preferences => Path.Combine(Folder, "choices.jsonl");

    public IReadOnlyList<PreferencePair> Pairs { get; }

    public PreferenceTrainingOptions Options => new()
    {
        Model = Model,
        Preferences = Preferences,
        StepCount = 60,
        BatchSize = 32,
        LearningRate = 5e-3,
        WarmupSteps = 5,
        ValidationShare = 0.2,
        TestShare = 0.3,
        EvaluationInterval = 20,
        CheckpointInterval = 10,
    };

    /// <summary>The files are empty; what is in them is made up from their names.</summary>
    public static ImageBatch Read(string path)
    {
        var index = int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
        var noise = SeedStream.Create(17, "noise").Child($"{index}");
        return new ImageBatch([.. Enumerable.Range(0, 20 * 20 * 3).Select(i => (byte)(Brightness(index) + (int)(noise[i] % 40)))], 1, 20, 20);
    }

    public string Train(PreferenceTrainingOptions options, string run, CancellationToken cancellationToken) =>
        Train(options, new FolderRun(Path.Combine(Folder, run)), cancellationToken);

    public static string Train(PreferenceTrainingOptions options, FolderRun run, CancellationToken cancellationToken)
    {
        new PreferenceTraining(options, FolderModels.Instance, Read).Run(new OptimizationContext { Run = run }, cancellationToken);
        return Path.Combine(run.Folder, "weights", options.Name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Image(int index) => $"{index:D3}.png";

    private static int Brightness(int index) => (int)(SeedStream.Create(18, "brightness")[index] % 200);

    private static PreferenceOutcome Choose(int first, int second, double tieShare) =>
        Math.Abs(Brightness(first) - Brightness(second)) < 200 * tieShare ? PreferenceOutcome.Tie
        : Brightness(first) > Brightness(second) ? PreferenceOutcome.First
        : PreferenceOutcome.Second;
}
