using RewardLab.Abstractions;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Training;

/// <summary>Rendered scenes and careless captions, an endless supply: a step's batch depends on the seed and the step alone.</summary>
internal sealed class CaptionBatches(CaptionTrainingOptions options, SeedStream seeds)
{
    private readonly TrainingScenes _scenes = new(seeds.Child("scenes"));
    private readonly SeedStream _steps = seeds.Child("steps");
    private readonly CaptionOptions _captioning = new()
    {
        DropCountProbability = options.DroppedCounts,
        WrongCountProbability = options.WrongCounts,
        DropClassProbability = options.DroppedClasses,
        LeadProbability = 0.1,
    };

    /// <summary>The images of a step and the caption of each.</summary>
    public (ImageBatch Images, string[] Captions) Create(long step)
    {
        var random = new ToyRandom(_steps[step]);
        var (batch, captions) = (new Scene[options.BatchSize], new string[options.BatchSize]);
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = _scenes[(step * batch.Length) + i];
            captions[i] = Captioner.Caption(batch[i].Counts, _captioning, random);
        }

        return (SceneRenderer.Render(batch), captions);
    }
}
